/*
 * SPDX-License-Identifier: MIT
 *
 * An aarch64 guest that accesses memory by an address with a tag in every way
 * that the CPU has, at a good place, where there is no memory, and across the
 * end of it; in threads, of which some begin without a tag. It prints what each
 * access leaves: tags.t compares emulators, or settings of one.
 *
 * Output: a line "THREAD TAG PLACE NAME x0 x1 x2 signal address memory".
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define ARCH ".arch armv8.5-a+sve+memtag\n\t"

enum { PAGE = 4096, THREADS = 8 };

/*
 * Name and code. x2 is the address, x3 the same without its tag, x8 a number;
 * x0 and x1 are printed, and x2.
 */
#define ACCESSES(X)                                                            \
    X(ldr, "ldr x0, [x2]")                                                     \
    X(ldrb, "ldrb w0, [x2]")                                                   \
    X(ldrsw_pre, "ldrsw x0, [x2, #4]!")                                        \
    X(ldr_post, "ldr x0, [x2], #8")                                            \
    X(ldr_self, "ldr x2, [x2]\n\tmov x0, x2\n\tmov x2, #0")                    \
    X(ldr_index, "mov x1, #8\n\tldr x0, [x2, x1]")                             \
    X(ldr_uxtw, "mov x1, #1\n\tldr x0, [x2, w1, uxtw #3]")                     \
    X(tag_in_index, "eor x1, x2, x3\n\tldr x0, [x3, x1]")                      \
    X(sum_of_tags, "eor x1, x2, x3\n\tldr x0, [x2, x1]")                       \
    X(str, "str x8, [x2]")                                                     \
    X(strb, "strb w8, [x2, #3]")                                               \
    X(str_pre, "str x8, [x2, #-8]!")                                           \
    X(ldp, "ldp x0, x1, [x2]")                                                 \
    X(ldp_pre, "ldp x0, x1, [x2, #16]!")                                       \
    X(ldp_self, "ldp x2, x1, [x2]\n\tmov x0, x2\n\tmov x2, #0")                \
    X(ldpsw, "ldpsw x0, x1, [x2]")                                             \
    X(ldnp, "ldnp x0, x1, [x2]")                                               \
    X(stp, "stp x8, x8, [x2]")                                                 \
    X(stp_post, "stp x8, xzr, [x2], #16")                                      \
    X(ldr_q, "ldr q0, [x2]\n\tfmov x0, d0")                                    \
    X(str_q, "movi v0.16b, #17\n\tstr q0, [x2]")                               \
    X(ldp_q, "ldp q0, q1, [x2]\n\tfmov x0, d0\n\tfmov x1, d1")                 \
    X(stp_q, "movi v0.16b, #18\n\tstp q0, q0, [x2]")                           \
    X(ldp_d_post, "ldp d0, d1, [x2], #16\n\tfmov x0, d0\n\tfmov x1, d1")       \
    X(ld1, "ld1 {v0.16b-v3.16b}, [x2]\n\tfmov x0, d0\n\tfmov x1, d3")          \
    X(ld3, "ld3 {v0.8h-v2.8h}, [x2], #48\n\tfmov x0, d0\n\tfmov x1, d2")       \
    X(ld4_lane, "ld4 {v0.b-v3.b}[3], [x2]\n\tfmov x0, d0")                     \
    X(ld1r, "ld1r {v0.4s}, [x2]\n\tfmov x0, d0")                               \
    X(st4, "movi v0.4s, #5\n\tmov v1.16b, v0.16b\n\tmov v2.16b, v0.16b\n\t"    \
           "mov v3.16b, v0.16b\n\tst4 {v0.4s-v3.4s}, [x2]")                    \
    X(ldxr, "ldxr x0, [x2]\n\tstxr w1, x8, [x2]")                              \
    X(ldaxr_w, "ldaxr w0, [x2]\n\tstlxr w1, w8, [x2]")                         \
    X(ldxp, "ldxp x0, x9, [x2]\n\tstxp w1, x9, x0, [x2]")                      \
    X(ldxr_tag, "ldxr x0, [x2]\n\tstxr w1, x8, [x3]")                          \
    X(stxr_tag, "ldxr x0, [x3]\n\tstxr w1, x8, [x2]")                          \
    X(ldar, "ldar x0, [x2]")                                                   \
    X(stlr, "stlr x8, [x2]")                                                   \
    X(ldadd, "ldadd x8, x0, [x2]")                                             \
    X(ldaddb, "ldaddb w8, w0, [x2]")                                           \
    X(ldsmax, "ldsmax w8, w0, [x2]")                                           \
    X(stclr, "stclr x8, [x2]")                                                 \
    X(swpal, "swpal x8, x0, [x2]")                                             \
    X(cas, "mov x0, #5\n\tcas x0, x8, [x2]")                                   \
    X(casp, "mov x10, #4\n\tmov x11, #5\n\tldp x0, x1, [x3]\n\t"               \
            "casp x0, x1, x10, x11, [x2]")                                     \
    X(dc_zva, "dc zva, x2")                                                    \
    X(dc_cvau, "dc cvau, x2")                                                  \
    X(dc_civac, "dc civac, x2")                                                \
    X(ic_ivau, "ic ivau, x2")                                                  \
    X(prfm, "prfm pldl1keep, [x2]")                                            \
    X(sve_ld1d, "ptrue p0.d, vl2\n\tld1d {z0.d}, p0/z, [x2]\n\tfmov x0, d0")   \
    X(sve_ldff1b, "setffr\n\tptrue p0.b, vl16\n\t"                             \
                  "ldff1b {z0.b}, p0/z, [x2]\n\tfmov x0, d0\n\t"               \
                  "rdffr p1.b\n\tcntp x1, p0, p1.b")                           \
    X(sve_ldnf1b, "setffr\n\tptrue p0.b, vl16\n\t"                             \
                  "ldnf1b {z0.b}, p0/z, [x2]\n\t"                              \
                  "rdffr p1.b\n\tcntp x1, p0, p1.b")                           \
    X(sve_gather, "ptrue p0.d, vl2\n\tindex z0.d, #0, #8\n\t"                  \
                  "ld1d {z0.d}, p0/z, [x2, z0.d]\n\tfmov x0, d0")              \
    X(sve_gather_vector, "ptrue p0.d, vl2\n\tdup z0.d, x2\n\t"                 \
                         "ld1d {z0.d}, p0/z, [z0.d]\n\tfmov x0, d0")           \
    X(sve_gather_ff, "setffr\n\tptrue p0.d, vl2\n\tindex z0.d, x2, #8\n\t"     \
                     "ldff1d {z0.d}, p0/z, [z0.d]\n\tfmov x0, d0\n\t"          \
                     "rdffr p1.b\n\tcntp x1, p0, p1.b")                        \
    X(sve_scatter, "ptrue p0.d, vl2\n\tindex z0.d, x2, #8\n\t"                 \
                   "mov z1.d, #7\n\tst1d {z1.d}, p0, [z0.d]")                  \
    X(sve_st1b, "ptrue p0.b, vl16\n\tmov z0.b, #9\n\tst1b {z0.b}, p0, [x2]")   \
    X(sve_ld1rqb, "ptrue p0.b\n\tld1rqb {z0.b}, p0/z, [x2]\n\tfmov x0, d0")    \
    X(sve_ldr_z, "ldr z0, [x2]\n\tfmov x0, d0")                                \
    X(sve_str_p, "ptrue p0.b\n\tstr p0, [x2]")                                 \
    X(sve_ld3w, "ptrue p0.s, vl4\n\tld3w {z0.s-z2.s}, p0/z, [x2]\n\t"          \
                "fmov x0, d0")

#define FUNCTION(name, code)                                                   \
    static void access_##name(uint64_t *x)                                     \
    {                                                                          \
        __asm__ volatile(ARCH "ldp x0, x1, [%0]\n\tldp x2, x3, [%0, #16]\n\t"  \
                              "mov x8, #0x55\n\t" code                         \
                              "\n\tstp x0, x1, [%0]\n\tstr x2, [%0, #16]"      \
                         :                                                     \
                         : "r"(x)                                              \
                         : "x0", "x1", "x2", "x3", "x8", "x9", "x10", "x11",   \
                           "v0", "v1", "v2", "v3", "memory", "cc");            \
    }
ACCESSES(FUNCTION)

static const struct {
    const char *name;
    void (*access)(uint64_t *x);
} accesses[] = {
#define ROW(name, code) { #name, access_##name },
    ACCESSES(ROW)
};

static __thread volatile int signal_number;
static __thread volatile uint64_t signal_address;

static void handler(int number, siginfo_t *info, void *context)
{
    signal_number = number;
    signal_address = (uint64_t)info->si_addr;
    ((ucontext_t *)context)->uc_mcontext.pc += 4;
}

static uint32_t sum(const char *memory)
{
    uint32_t s = 5381;

    for (int i = 0; i < PAGE; i++) {
        s = s * 33 ^ (unsigned char)memory[i];
    }
    return s;
}

/* All accesses with @tag; the page behind that of @memory is not there. */
static void all(FILE *out, char *memory, uint64_t tag)
{
    static const int places[] = { 128, PAGE + 64, PAGE - 4 };
    uint64_t base = (uint64_t)memory;

    for (int place = 0; place < 3; place++) {
        for (size_t i = 0; i < sizeof(accesses) / sizeof(accesses[0]); i++) {
            uint64_t at = base + places[place];
            uint64_t x[4] = { 0, 0, at | tag << 56, at };

            for (int k = 0; k < PAGE; k++) {
                memory[k] = k * 7 + 3;
            }
            signal_number = signal_address = 0;
            accesses[i].access(x);
            fprintf(
                out, "%02llx %d %s %llx %llx %llx %d %llx %08x\n",
                (unsigned long long)tag, place, accesses[i].name,
                (unsigned long long)x[0], (unsigned long long)x[1],
                (unsigned long long)(x[2] ? x[2] - base : 0), signal_number,
                (unsigned long long)(signal_number ? signal_address - base : 0),
                sum(memory));
        }
    }
}

static void *thread(void *number)
{
    intptr_t n = (intptr_t)number;
    /* the same place in each run: addresses are printed */
    char *memory = mmap(
        (void *)(0x4000000000 + n * 0x100000), 2 * PAGE, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    mprotect(memory + PAGE, PAGE, PROT_NONE);
    if (n % 2 == 0) {
        all(out, memory, 0);
    }
    all(out, memory, n == 4 ? 0xff : 0x5a + n);
    all(out, memory, 0);
    all(out, memory, 0x80);
    fclose(out);
    return text;
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler,
                                .sa_flags = SA_SIGINFO | SA_NODEFER };
    pthread_t threads[THREADS];

    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    for (intptr_t i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, thread, (void *)i);
    }
    for (int i = 0; i < THREADS; i++) {
        void *text;

        pthread_join(threads[i], &text);
        printf("thread %d\n%s", i, (char *)text);
        free(text);
    }
    return 0;
}
