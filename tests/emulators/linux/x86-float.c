/*
 * SPDX-License-Identifier: MIT
 *
 * x87: tags and flags of instructions that use an empty register, what the
 * precision control leaves alone. SSE: which of two NaNs is the result.
 *
 * cpus: x86_64 i386
 * flags: -msse2
 * prints: fstp st(1): status 0000 tags 01
 * prints: fstp st(3): status 3800 tags 82
 * prints: fst st(3): status 3000 tags c2
 * prints: fstp st(0) of an empty one: status 0841 tags 00
 * prints: fst st(1) of an empty one: status 0041 tags 02 nan
 * prints: fxch with an empty one: status 3041 tags c2 nan
 * prints: fxch of two empty ones: status 0041 tags 03 nan
 * prints: fxch: status 3000 tags c0
 * prints: fxtract of a denormal: status 3002 tags c0
 * prints: fldl with 24 bits: 1.000000000000000222
 * prints: fcompl with 24 bits: 0100
 * prints: ficompl with 24 bits: 4000
 * prints: fbld with 24 bits: 123456789012345678
 * prints: addps 7fc00001 ffc00002 7fc00003 7fc00004
 * prints: mulps 7fc00001 ffc00002 7fc00003 7fc00004
 * prints: subpd 7ff8000000000001 fff8000000000002
 * prints: divsd 7ff8000000000001
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static struct {
    uint16_t control, status;
    uint8_t tags, unused[27];
    unsigned char st[8][16];
    unsigned char rest[352];
} image __attribute__((aligned(16)));

static void show(const char *name)
{
    /* The default NaN in ST(0) or ST(1)? */
    static const unsigned char nan[10] = {
        0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff
    };
    int i = !memcmp(image.st[0], nan, 10) || !memcmp(image.st[1], nan, 10);

    printf("%s: status %04x tags %02x%s\n", name, image.status, image.tags,
           i ? " nan" : "");
}

#define X87(name, code)                                                        \
    asm volatile("fninit\n\t" code "\n\tfxsave %0\n\tfninit" : "=m"(image));   \
    show(name)

#define SSE(code, type, n, x, y, width)                                        \
    {                                                                          \
        type a[4] = x, b[4] = y;                                               \
        asm("movups %0, %%xmm0\n\tmovups %1, %%xmm1\n\t" code                  \
            " %%xmm1, %%xmm0\n\t"                                              \
            "movups %%xmm0, %0"                                                \
            : "+m"(a)                                                          \
            : "m"(b)                                                           \
            : "xmm0", "xmm1");                                                 \
        printf(code);                                                          \
        for (int i = 0; i < n; i++) {                                          \
            printf(" %0" #width "llx", (unsigned long long)a[i]);              \
        }                                                                      \
        printf("\n");                                                          \
    }
#define LIST(...)                                                              \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

int main(void)
{
    const uint16_t single = 0x007f;
    const double value = 1.0 + 0x1p-52, one = 1.0;
    const int32_t large = INT32_MAX;
    const unsigned char bcd[10] = { 0x78, 0x56, 0x34, 0x12, 0x90,
                                    0x78, 0x56, 0x34, 0x12 };
    const long double denormal = 0x1p-16400L;
    long double r;
    uint16_t status;

    X87("fstp st(1)", "fld1\n\tfstp %%st(1)");
    X87("fstp st(3)", "fld1\n\tfld1\n\tfstp %%st(3)");
    X87("fst st(3)", "fld1\n\tfld1\n\tfst %%st(3)");
    X87("fstp st(0) of an empty one", "fstp %%st(0)");
    X87("fst st(1) of an empty one", "fst %%st(1)");
    X87("fxch with an empty one", "fld1\n\tfld1\n\tfxch %%st(3)");
    X87("fxch of two empty ones", "fxch %%st(1)");
    X87("fxch", "fld1\n\tfldz\n\tfxch %%st(1)");
    asm volatile("fninit\n\tfldt %1\n\tfxtract\n\tfxsave %0\n\tfninit"
                 : "=m"(image)
                 : "m"(denormal));
    show("fxtract of a denormal");

    asm volatile("fninit\n\tfldcw %1\n\tfldl %2\n\tfstpt %0\n\tfninit"
                 : "=m"(r)
                 : "m"(single), "m"(value));
    printf("fldl with 24 bits: %.18Lf\n", r);
    asm volatile(
        "fninit\n\tfldcw %1\n\tfldl %3\n\tfcompl %2\n\tfnstsw %0\n\tfninit"
        : "=m"(status)
        : "m"(single), "m"(value), "m"(one));
    printf("fcompl with 24 bits: %04x\n", status & 0x4500);
    asm volatile(
        "fninit\n\tfildl %2\n\tfldcw %1\n\tficompl %2\n\tfnstsw %0\n\tfninit"
        : "=m"(status)
        : "m"(single), "m"(large));
    printf("ficompl with 24 bits: %04x\n", status & 0x4500);
    asm volatile("fninit\n\tfldcw %1\n\tfbld %2\n\tfstpt %0\n\tfninit"
                 : "=m"(r)
                 : "m"(single), "m"(bcd));
    printf("fbld with 24 bits: %.0Lf\n", r);

    SSE("addps", uint32_t, 4,
        LIST(0x7f800001, 0xffc00002, 0x7fc00003, 0x3f800000),
        LIST(0x7fc00009, 0x7fc00008, 0x7f900000, 0x7f800004), 8);
    SSE("mulps", uint32_t, 4,
        LIST(0x7f800001, 0xffc00002, 0x7fc00003, 0x3f800000),
        LIST(0x7fc00009, 0x7fc00008, 0x7f900000, 0x7f800004), 8);
    SSE("subpd", uint64_t, 2, LIST(0x7ff0000000000001, 0xfff8000000000002),
        LIST(0x7ff8000000000009, 0x7ff8000000000008), 16);
    SSE("divsd", uint64_t, 1, LIST(0x7ff8000000000001, 0),
        LIST(0xfff8000000000009, 0), 16);
    return 0;
}
