/*
 * SPDX-License-Identifier: MIT
 *
 * For fuzz.c: files and trees as the emulator writes them, and changes of them.
 */
#include "qemu/osdep.h"
#include "exec/tb-cache.h"
#include "tb-cache-internal.h"
#include "tb-cache-tree.h"
#include "fuzz.h"

Base base[NB_FUZZ];
TBCacheEntry *blocks[BLOCKS];
size_t at_entry[NB_FUZZ][BLOCKS];
const char key[] = "fuzz";

/* The last blocks are in two pages. */
vaddr pc_of(int n)
{
    return n < BLOCKS - 4 ? 64 + n * 64 : 4096 - (BLOCKS - n) * 4;
}

static TBCacheEntry *make_block(int n)
{
    static const uint16_t kinds[] = {
        TCG_RELOC_PC32,     TCG_RELOC_GUEST64, TCG_RELOC_GUEST32,
        TCG_RELOC_STATE,    TCG_RELOC_HOST64,  TCG_RELOC_INSN_STATE12,
        TCG_RELOC_INSN_PC26
    };
    TBCacheEntry head = {
        .at = n % 3 ? TB_CACHE_ANYWHERE : pc_of(n),
        .page_offset = pc_of(n),
        .nb_bytes = 20,
        .size = 20,
        .icount = 5,
        .jmp_reset_offset = { 8, 0xffff },
        .jmp_insn_offset = { 4, 0xffff },
        .nb_relocs = n % (ARRAY_SIZE(kinds) + 1),
        .code_size = 64 + n,
        .search_size = 9,
    };
    TBCacheEntry *e = &head;
    TBCacheParts p;

    for (int i = 0; i < head.nb_relocs; i++) {
        head.nb_states += tcg_reloc_is_state(kinds[i]);
    }
    head.hash = hash_at(pc_of(n));
    head.len = tb_cache_parts(e).len;
    e = g_malloc0(head.len);
    *e = head;
    p = tb_cache_parts(e);
    for (int i = 0; i < e->nb_states; i++) {
        ((TBCacheState *)p.states)[i].flags = i + 1;
    }
    for (int i = 0; i < e->nb_relocs; i++) {
        ((TCGReloc *)p.relocs)[i] = (TCGReloc){ 8 * i, kinds[i] };
    }
    memcpy((void *)p.bytes, guest + pc_of(n), e->nb_bytes);
    tb_cache_entry_set_sum(e);
    return e;
}

static void find_entries(int kind)
{
    const Base *b = &base[kind];

    for (int n = 0; n < BLOCKS - NEW_BLOCKS; n++) {
        void *at = memmem(b->data, b->size, blocks[n], blocks[n]->len);

        g_assert(at);
        at_entry[kind][n] = (uint8_t *)at - b->data;
    }
}

static void make_files(void)
{
    const TBCacheFile none = {};
    Base *b = &base[FUZZ_FILE];
    static TBCacheHeader second = { .size = sizeof(second) };

    b->data = tb_cache_merge(&none, blocks, BLOCKS - NEW_BLOCKS, &b->size);
    b->index = tb_cache_header_size();
    base[FUZZ_DIRECTORY] = *b;
    /* The seed has one of another key before ours. */
    base[FUZZ_SEED].size = sizeof(second) + b->size;
    base[FUZZ_SEED].index = sizeof(second) + b->index;
    base[FUZZ_SEED].data = g_malloc(sizeof(second) + b->size);
    memcpy(base[FUZZ_SEED].data, &second, sizeof(second));
    memcpy(base[FUZZ_SEED].data + sizeof(second), b->data, b->size);
}

static void make_tree(void)
{
    Base *b = &base[FUZZ_TREE];

    tb_cache.tree = true;
    tb_cache_tree_open(key);
    tb_cache.entries = blocks;
    tb_cache.nb = BLOCKS - NEW_BLOCKS;
    tb_cache_tree_fork();
    g_assert(tb_cache_in_tree() && tb_cache.shared == BLOCKS - NEW_BLOCKS);
    fuzz_fd = hidden_fds[HIDDEN_FD_TREE].number;
    b->size = tb_tree.header->used;
    b->index = tb_tree.header->index;
    b->data = g_memdup2(tb_tree.header, b->size);
    tb_cache_tree_leave();
}

void make_bases(void)
{
    for (int n = 0; n < BLOCKS; n++) {
        blocks[n] = make_block(n);
    }
    make_files();
    make_tree();
    for (int kind = 0; kind < NB_FUZZ; kind++) {
        find_entries(kind);
    }
}

/* Numbers that are often wrong. */
static uint64_t number_of(const Change *c)
{
    static const uint64_t numbers[] = {
        0,          1,          7,          8,          0x7f,       0xff,
        0x7fff,     0x8000,     0xfff8,     0xffff,     0x7fffffff, 0x80000000,
        0xfffffff8, 0xffffffff, 1ull << 32, 1ull << 63, -8ull,      -1ull,
    };

    return c->width & 0x80 ? c->value : numbers[c->value % ARRAY_SIZE(numbers)];
}

/* A part of the entry @e gets another length, and the whole as well. */
static void change_length(TBCacheEntry *e, const Change *c)
{
    uint64_t value = c->width & 0x80 ? c->value & 0x7fff : number_of(c);

    switch (c->offset % 5) {
    case 0:
        e->nb_bytes = value;
        break;
    case 1:
        e->nb_states = value;
        break;
    case 2:
        e->nb_relocs = value;
        break;
    case 3:
        e->code_size = value;
        break;
    default:
        e->search_size = value;
    }
    e->len = tb_cache_parts(e).len;
}

/* Where @c is to be in the @size bytes at @data, or SIZE_MAX. */
static size_t place_of(int kind, uint8_t *data, size_t size, const Change *c)
{
    const Base *b = &base[kind];
    int n = c->number % (BLOCKS - NEW_BLOCKS);
    size_t at = at_entry[kind][n];

    switch (c->where % 8) {
    case 0:
        return c->offset % b->index;
    case 1:
        return b->index + (c->number & 3 ? c->number * 8 : 0) + c->offset % 16;
    case 2:
        return at + c->offset % sizeof(TBCacheEntry);
    case 3:
        if (at < size && size - at >= blocks[n]->len) {
            change_length((void *)(data + at), c);
        }
        return SIZE_MAX;
    case 4:
        at +=
            (uint8_t *)tb_cache_parts(blocks[n]).relocs - (uint8_t *)blocks[n];
        return at + c->offset % (4 * blocks[n]->nb_relocs + 1);
    case 5:
        return at + c->offset;
    default:
        return c->value % b->size;
    }
}

void change(int kind, uint8_t *data, size_t *size, const Change *c)
{
    size_t width = 1 << (c->width & 3), at;
    uint64_t value = number_of(c);

    if (c->where % 8 == 7 && kind != FUZZ_TREE && c->number < 64) {
        *size = MIN(*size, c->value % (base[kind].size + 1));
        return;
    }
    at = place_of(kind, data, *size, c);
    at -= at % width;
    if (at < *size && *size - at >= width) {
        memcpy(data + at, &value, width);
    }
}

/* The sums of entries whose lengths are possible, and of the header. */
void make_sums(int kind, uint8_t *data, size_t size, int options)
{
    /* The last one first: others may reach into it. */
    for (int n = BLOCKS - NEW_BLOCKS - 1; n >= 0; n--) {
        size_t at = at_entry[kind][n];
        TBCacheEntry *e = (void *)(data + at);

        if (!(options & OPTION_ENTRY_SUMS) && at < size &&
            size - at >= sizeof(*e) && e->len >= 8 && e->len <= size - at) {
            tb_cache_entry_set_sum(e);
        }
    }
    if (options & OPTION_HEADER_SUM || size < base[kind].index) {
        return;
    }
    if (kind == FUZZ_TREE) {
        TBCacheTreeHeader *h = (void *)data;

        if (h->key_size <= size - sizeof(*h)) {
            h->sum =
                tb_cache_sum(&h->max, 16) ^ tb_cache_sum(h + 1, h->key_size);
        }
    } else {
        size_t skip = offsetof(TBCacheHeader, size);
        size_t first = kind == FUZZ_SEED ? sizeof(TBCacheHeader) : 0;
        TBCacheHeader *h = (void *)(data + first);

        if (h->key_size <= size - first - sizeof(*h)) {
            h->sum = tb_cache_sum(&h->size, sizeof(*h) - skip + h->key_size);
        }
    }
}
