/* SPDX-License-Identifier: MIT */
/*
 * What fuzz.c, fuzz-change.c and fuzz-stubs.c know of each other.
 */
#ifndef FUZZ_H
#define FUZZ_H

enum {
    FUZZ_FILE,
    FUZZ_DIRECTORY,
    FUZZ_SEED,
    FUZZ_TREE,
    NB_FUZZ,
};

enum {
    OPTION_ENTRY_SUMS = 1, /* these stay wrong */
    OPTION_HEADER_SUM = 2,
    OPTION_ONE_PAGE = 4,       /* the guest has no second one */
    OPTION_NO_CODE_BUFFER = 8, /* there is little room for code */
    OPTION_COPY = 16,          /* late changes: while an entry is copied */
};

#define BLOCKS 40
#define NEW_BLOCKS 3 /* which are not there yet */

typedef struct Change {
    uint8_t where; /* see change() */
    uint8_t number, offset, width;
    uint32_t value;
} Change;

/* One of the good ones. */
typedef struct Base {
    uint8_t *data;
    size_t size;
    size_t index; /* where it is; the header is before */
} Base;

extern Base base[NB_FUZZ];
extern TBCacheEntry *blocks[BLOCKS];
extern size_t at_entry[NB_FUZZ][BLOCKS];
extern const char key[];

/* Make them, when guest is there. */
void make_bases(void);

vaddr pc_of(int n);

/* Change @data; the size may become less, but not that of a tree. */
void change(int kind, uint8_t *data, size_t *size, const Change *c);

/* Make the sums right, but for what @options say. */
void make_sums(int kind, uint8_t *data, size_t size, int options);

/* What the emulator hashes of the block there. */
uint32_t hash_at(vaddr pc);

/* The guest's memory: two pages, or one. */
extern uint8_t *guest;

extern unsigned fuzz_pages;
/* The segment of a seed, or NULL. */
extern const uint8_t *fuzz_seed;
extern size_t fuzz_size;
/* The memory of a tree, or -1. */
extern int fuzz_fd;

#endif
