/*
 * SPDX-License-Identifier: MIT
 *
 * Hostile files, seeds and trees for the emulator's translation cache, whose
 * sources this is compiled with, and sanitizers.
 *
 * Something good, as the emulator writes it, is changed as the input says.
 * Then the sums are made right again, as a rule, so that the change is not just
 * refused for these. Then each block is looked for, taken and relocated, and
 * what is there is merged with what is new. No byte beyond what is there may be
 * touched; and what is taken must be for the guest's bytes.
 *
 * An input has four bytes: the kind, options (OPTION_), and for a tree, how
 * many of the changes another process makes only when all has been opened, and
 * after how many copies, with OPTION_COPY; then changes (Change).
 *
 * For libFuzzer, or with a number of runs for the main() below.
 */
#include "accel/tcg/tb-cache.c"
#include "fuzz.h"

#define CODE_BUFFER 4096

uint8_t *guest;
unsigned fuzz_pages = 2;
const uint8_t *fuzz_seed;
size_t fuzz_size;
int fuzz_fd = -1;

/* Of AddressSanitizer, whose header gcc and clang have in different places. */
void __asan_poison_memory_region(const volatile void *start, size_t size);
void __asan_unpoison_memory_region(const volatile void *start, size_t size);

static uint8_t *code_buffer;
static TranslationBlock *tb;
static char dir[] = "/tmp/fuzz-cache-XXXXXX";
static unsigned long taken[NB_FUZZ];

uint32_t hash_at(vaddr pc)
{
    Wanted w = { .tb = tb, .pc = pc, .host_pc = guest + pc };

    return hash_tb(&w);
}

static void set_up(void)
{
    static CPUState cpu;
    static TCGContext context;

    QTAILQ_INSERT_TAIL_RCU(&cpus_queue, &cpu, node);
    g_assert(mkdtemp(dir));
    tcg_ctx = &context;
    guest = g_malloc(2 * 4096);
    for (int i = 0; i < 2 * 4096; i++) {
        guest[i] = i * 7 + i / 64;
    }
    code_buffer = g_malloc(CODE_BUFFER);
    tb = g_new0(TranslationBlock, 1);
    tb_cache.on = true;
    tb_cache.limit = 4 * MiB;
    tb_cache.base = (uintptr_t)code_buffer;
    tb_cache_set_key(key);
    make_bases();
}

/* Look for all blocks, as the emulator does. */
static void load_all(int kind)
{
    for (int n = 0; n < BLOCKS; n++) {
        vaddr pc = pc_of(n);
        int search_size = 0, size;

        tb->cflags = 0;
        tb_set_page_addr0(tb, 0);
        tcg_ctx->code_gen_ptr = code_buffer;
        size = tb_cache_load(NULL, tb, pc, guest + pc, &search_size);
        g_assert(size >= 0 && size + search_size <= CODE_BUFFER);
        taken[kind] += size > 0;
    }
}

/* A file of what is there and what is new is one that can be opened. */
static void merge(const TBCacheFile *old)
{
    size_t size;
    uint8_t *data = tb_cache_merge(old, blocks, BLOCKS, &size);
    TBCacheFile f = { .map = data, .size = size };

    g_assert(!data || !tb_cache_check_file(&f));
    g_free(data);
}

static void fuzz_file(uint8_t *data, size_t size)
{
    TBCacheFile *f = &tb_cache.file;

    f->map = data;
    f->size = size;
    if (tb_cache_check_file(f)) {
        memset(f, 0, sizeof(*f));
    }
    load_all(FUZZ_FILE);
    merge(f);
    /* As -tb-seed reads a list. */
    for (size_t at = f->first; f->map && at < f->size;) {
        const TBCacheEntry *e = tb_cache_entry(f, at / 8);

        if (!e) {
            break;
        }
        at += e->len;
    }
}

/* As a file of the directory, of which only windows are readable. */
static void fuzz_directory(uint8_t *data, size_t size)
{
    g_autofree char *name = g_strconcat(dir, "/", tb_cache_file_name(), NULL);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    TBCacheFile *f = &tb_cache.file;

    g_assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    tb_cache_open(f, dir);
    load_all(FUZZ_DIRECTORY);
    tb_cache_store(blocks, BLOCKS);
    if (f->map) {
        munmap((void *)f->map, f->size);
    }
    unlink(name);
}

static void fuzz_seed_of(uint8_t *data, size_t size)
{
    fuzz_seed = data;
    fuzz_size = size;
    if (tb_cache_find_seed()) {
        tb_cache_open_seed(&tb_cache.seed);
        load_all(FUZZ_SEED);
        merge(&tb_cache.seed);
    }
}

/*
 * What nobody has written yet, as the header says or has said, is not read.
 */
static void poison(void)
{
    const TBCacheTreeHeader *h = tb_tree.header;
    size_t used;

    if (h) {
        __asan_unpoison_memory_region(h, tb_tree.mapped);
        used = h->used <= tb_tree.mapped ? h->used : 0;
        used = MAX(used, MAX(tb_cache.file.size, sizeof(*h)));
        __asan_poison_memory_region((const uint8_t *)h + used,
                                    tb_tree.mapped - used);
    }
}

/* What another process does to the tree. */
static struct {
    uint8_t *data;
    const Change *changes;
    int nb, options;
    int copies; /* so many entries are copied first */
} other;

static void write_tree(void)
{
    size_t size = base[FUZZ_TREE].size;

    g_assert(pwrite(fuzz_fd, other.data, size, 0) == (ssize_t)size);
}

/* Changes of the entry with number @n, or of any. */
static void change_tree(int n)
{
    size_t size = base[FUZZ_TREE].size;

    for (int i = 0; i < other.nb; i++) {
        Change c = other.changes[i];

        c.number = n < 0 ? c.number : n;
        change(FUZZ_TREE, other.data, &size, &c);
    }
    make_sums(FUZZ_TREE, other.data, size, other.options);
    write_tree();
}

static int number_at(const void *e)
{
    size_t at = (const uint8_t *)e - (const uint8_t *)tb_tree.header;

    for (int n = 0; n < BLOCKS - NEW_BLOCKS; n++) {
        if (at_entry[FUZZ_TREE][n] == at) {
            return n;
        }
    }
    return -1;
}

/* The linker puts this in the place of the emulator's (--wrap). */
const TBCacheEntry *__real_tb_cache_tree_copy(const TBCacheFile *f,
                                              const void *e);
const TBCacheEntry *__wrap_tb_cache_tree_copy(const TBCacheFile *f,
                                              const void *e);
const TBCacheEntry *__wrap_tb_cache_tree_copy(const TBCacheFile *f,
                                              const void *e)
{
    if (other.options & OPTION_COPY && other.copies-- == 0) {
        change_tree(number_at(e));
        poison();
    }
    return __real_tb_cache_tree_copy(f, e);
}

static void fuzz_tree(void)
{
    write_tree();
    tb_cache_tree_open(key);
    tb_cache_tree_refresh();
    poison();
    load_all(FUZZ_TREE);
    if (!(other.options & OPTION_COPY)) {
        change_tree(-1);
    }
    for (int i = 0; i < 2; i++) {
        if (tb_tree.header) {
            __asan_unpoison_memory_region(tb_tree.header, tb_tree.mapped);
            tb_cache_tree_refresh();
        }
        poison();
        load_all(FUZZ_TREE);
        tb_cache.full = false;
        tb_cache.nb = BLOCKS;
        if (tb_cache_in_tree()) {
            tb_cache_tree_save();
        }
    }
    if (tb_tree.header) {
        __asan_unpoison_memory_region(tb_tree.header, tb_tree.mapped);
    }
    tb_cache_tree_leave();
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *in, size_t len)
{
    const Change *c = (const void *)(in + 4);
    int nb = len < 4 ? 0 : (len - 4) / sizeof(*c), early, kind;
    uint8_t *data, *whole;
    size_t size, room;

    if (!guest) {
        set_up();
    }
    if (len < 4) {
        return 0;
    }
    kind = in[0] % NB_FUZZ;
    early = nb - (kind == FUZZ_TREE ? in[2] % (nb + 1) : 0);
    size = base[kind].size;
    data = g_memdup2(base[kind].data, size);
    for (int i = 0; i < early; i++) {
        change(kind, data, &size, &c[i]);
    }
    make_sums(kind, data, size, in[1]);
    whole = g_memdup2(data, size);
    g_free(data);

    fuzz_pages = in[1] & OPTION_ONE_PAGE ? 1 : 2;
    page_flags_changes++;
    room = in[1] & OPTION_NO_CODE_BUFFER ? 80 : CODE_BUFFER;
    tcg_ctx->code_gen_highwater = code_buffer + room;
    __asan_unpoison_memory_region(code_buffer, CODE_BUFFER);
    __asan_poison_memory_region(code_buffer + room, CODE_BUFFER - room);
    __asan_unpoison_memory_region(guest, 2 * 4096);
    if (fuzz_pages == 1) {
        __asan_poison_memory_region(guest + 4096, 4096);
    }
    tb_cache.tree = kind == FUZZ_TREE;
    tb_cache.nb = 0;
    memset(&tb_cache.file, 0, sizeof(tb_cache.file));
    memset(&tb_cache.seed, 0, sizeof(tb_cache.seed));
    tb_cache_set_records(true);
    switch (kind) {
    case FUZZ_FILE:
        fuzz_file(whole, size);
        break;
    case FUZZ_DIRECTORY:
        fuzz_directory(whole, size);
        break;
    case FUZZ_SEED:
        fuzz_seed_of(whole, size);
        break;
    default:
        other.data = whole;
        other.changes = c + early;
        other.nb = nb - early;
        other.options = in[1];
        other.copies = in[3] % BLOCKS;
        fuzz_tree();
    }
    g_free(whole);
    return 0;
}

#ifdef FUZZ_MAIN
/* RUNS [SEED]: random inputs, the same for each SEED. */
int main(int argc, char **argv)
{
    unsigned long runs = strtoul(argv[1], NULL, 0);
    uint64_t x = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
    uint8_t in[4 + 6 * sizeof(Change)];

    for (unsigned long n = 0; n < runs; n++) {
        for (size_t i = 0; i < sizeof(in); i++) {
            x = x * 6364136223846793005ull + 1442695040888963407ull;
            in[i] = x >> 56;
        }
        in[1] &= x >> 48;
        LLVMFuzzerTestOneInput(in, 4 + x % 7 * sizeof(Change));
    }
    rmdir(dir);
    printf("%lu runs; taken:", runs);
    for (int kind = 0; kind < NB_FUZZ; kind++) {
        printf(" %lu", taken[kind]);
    }
    printf("\n");
    return 0;
}
#endif
