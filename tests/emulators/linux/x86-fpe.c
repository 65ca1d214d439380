/*
 * SPDX-License-Identifier: MIT
 *
 * x86: an unmasked exception is SIGFPE. That of the x87 comes with the next
 * instruction that looks, and the frame says which one it was; that of SSE
 * comes with the instruction itself. What neither must write stays as it was,
 * and the handler begins with everything masked.
 *
 * cpus: x86_64 i386
 * flags: -msse2
 */
#define _GNU_SOURCE /* REG_RIP */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static sigjmp_buf back;
/* Named in assembly language */
#define NAMED __attribute__((used)) static
NAMED void *volatile fault, *volatile next;
NAMED double zero, one = 1, three = 3, big = 1e308, tiny = 4.9e-324,
                   least = 2.2250738585072014e-308, infinite = 1.0 / 0.0;
NAMED long double denormal = 1e-4945L;
NAMED double out;
NAMED long double wide;
NAMED uint32_t frame[7], mxcsr;
NAMED uint16_t control;
static uint16_t control_in_handler;
static uint32_t mxcsr_in_handler;

static const char *code_name(int code)
{
    return code == FPE_FLTDIV   ? "FLTDIV"
           : code == FPE_FLTOVF ? "FLTOVF"
           : code == FPE_FLTUND ? "FLTUND"
           : code == FPE_FLTRES ? "FLTRES"
           : code == FPE_FLTINV ? "FLTINV"
                                : "other";
}

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    greg_t *r = uc->uc_mcontext.gregs;
    uint16_t status;
    void *fip;

    asm volatile("fnstcw %0\n\tstmxcsr %1"
                 : "=m"(control_in_handler), "=m"(mxcsr_in_handler));
#ifdef __x86_64__
    status = uc->uc_mcontext.fpregs->swd;
    fip = (void *)uc->uc_mcontext.fpregs->rip;
    mxcsr = uc->uc_mcontext.fpregs->mxcsr;
    next = next == (void *)r[REG_RIP] ? next : NULL;
#else
    status = uc->uc_mcontext.fpregs->sw;
    fip = (void *)uc->uc_mcontext.fpregs->ipoff;
    mxcsr = *(uint32_t *)((char *)uc->uc_mcontext.fpregs + 112 + 24);
    next = next == (void *)r[REG_EIP] ? next : NULL;
#endif
    printf("%s, trap %d, address %d", code_name(info->si_code),
           (int)r[REG_TRAPNO], info->si_addr == next);
    if (r[REG_TRAPNO] == 16) {
        /* C1 tells how it was rounded. */
        printf(", FIP %d, status %04x, ST %04x %04x", fip == fault,
               status & ~0x200, uc->uc_mcontext.fpregs->_st[0].exponent,
               uc->uc_mcontext.fpregs->_st[0].significand[3]);
    } else {
        printf(", MXCSR %04x", mxcsr);
    }
    siglongjmp(back, 1);
}

static void show(void)
{
    printf(", out %g %La", out, wide);
    if (control_in_handler != 0x37f || mxcsr_in_handler != 0x1f80) {
        printf(", in the handler %04x %04x", control_in_handler,
               mxcsr_in_handler);
    }
    puts("");
    asm volatile("fninit\n\tldmxcsr %0" ::"m"((uint32_t){ 0x1f80 }));
}

#ifdef __x86_64__
#define STORE "movq"
#else
#define STORE "movl"
#endif

/*
 * Unmask bits of the x87 or of SSE, and execute: 1 is the instruction that
 * raises the exception, 2 the one that traps.
 */
#define RUN(name, unmask, unmask_sse, code)                                    \
    do {                                                                       \
        printf("%s: ", name);                                                  \
        out = wide = 7;                                                        \
        control = 0x37f & ~(unmask);                                           \
        mxcsr = 0x1f80 & ~((unmask_sse) << 7);                                 \
        if (!sigsetjmp(back, 1)) {                                             \
            asm volatile(STORE                                                 \
                         " $1f, fault\n\t" STORE " $2f, next\n\t"              \
                         "fninit\n\tfldcw control\n\tldmxcsr mxcsr\n\t" code   \
                         :                                                     \
                         :                                                     \
                         : "eax", "xmm0", "xmm1", "memory");                   \
            printf("none");                                                    \
        }                                                                      \
        show();                                                                \
    } while (0)
#define X87(name, unmask, code) RUN("x87 " name, unmask, 0, code)
#define SSE(name, unmask, code) RUN("SSE " name, 0, unmask, code)

#define INVALID 1
#define DENORMAL 2
#define DIVIDE 4
#define OVERFLOW 8
#define UNDERFLOW 16
#define INEXACT 32

/* ST(1) is a NaN, and INVALID is not there yet. */
#define NAN                                                                    \
    "fninit\n\tfldl infinite\n\tfmull zero\n\tfnclex\n\tfldcw control\n\t"     \
    "fldz\n\t"

static void x87_results(void)
{
    X87("1 / 0", DIVIDE,
        "fldl one\n1:\tfdivl zero\n\tnop\n\tfnstsw %%ax\n"
        "2:\tfstpl out");
    X87("1 / 0, masked", INVALID, "1:\tfldl one\n2:\tfdivl zero\n\tfstpl out");
    X87("inf - inf", INVALID, "fldl infinite\n1:\tfsub %%st\n2:\tfwait");
    X87("sqrt(-1)", INVALID, "fld1\n\tfchs\n1:\tfsqrt\n2:\tfld1");
    X87("a denormal", DENORMAL, "1:\tfldl tiny\n2:\tfwait");
    X87("1 / 3", INEXACT, "fld1\n1:\tfdivl three\n2:\tfwait");
    X87("an overflow", OVERFLOW,
        "fldl big\n\tfmul %%st\n\tfmul %%st\n\tfmul %%st\n\tfmul %%st\n"
        "1:\tfmul %%st\n2:\tfwait");
    X87("an empty register", INVALID, "1:\tfst %%st(3)\n2:\tfwait");
    X87("a comparison", INVALID, NAN "1:\tfcompp\n2:\tfwait");
    X87("a comparison for EFLAGS", INVALID,
        NAN "movl $1, %%eax\n\taddl %%eax, %%eax\n1:\tfcomi %%st(1)\n\t"
            "jnz 3f\n2:\tfwait\n3:");
    X87("a denormal operand", DENORMAL, "fld1\n1:\tfaddl tiny\n2:\tfwait");
    X87("a denormal comparison", DENORMAL, "fld1\n1:\tfcompl tiny\n2:\tfwait");
    X87("a denormal sum", UNDERFLOW, "fldt denormal\n1:\tfadd %%st\n2:\tfwait");
    X87("a denormal quotient", UNDERFLOW,
        "fldt denormal\n1:\tfdivl three\n2:\tfwait");
}

static void x87_stores(void)
{
    X87("fstp, invalid", INVALID,
        "fninit\n\tfldcw control\n\tfldl big\n1:\tfistpl out\n2:\tfwait");
    X87("fbstp, invalid", INVALID, "fldl big\n1:\tfbstp wide\n2:\tfwait");
    X87("fstp, too large", OVERFLOW,
        "fldl big\n\tfmul %%st\n1:\tfstpl out\n2:\tfwait");
    X87("fstp, too small", UNDERFLOW,
        "fldl least\n\tfmul %%st\n1:\tfstpl out\n2:\tfwait");
    X87("fstp, denormal and exact", UNDERFLOW,
        "fldl tiny\n1:\tfstpl out\n2:\tfwait");
    X87("fstp, inexact", INEXACT, "fldpi\n1:\tfstpl out\n2:\tfwait");
}

/* Who looks, and what masks */
static void x87_control(void)
{
    X87("fnclex", DIVIDE, "fld1\n1:\tfdivl zero\n\tfnclex\n2:\tfstpl out");
    X87("fninit", DIVIDE, "fld1\n1:\tfdivl zero\n\tfninit\n2:\tfwait");
    X87("fnstenv", DIVIDE,
        "fnstenv frame\n\tfld1\n1:\tfdivl zero\n2:\tfstpl out\n\tfldz\n\t"
        "fstpt frame");
    X87("an instruction of MMX", DIVIDE,
        "fld1\n1:\tfdivl zero\n2:\tpaddb %%mm0, %%mm0");
    X87("emms", DIVIDE, "fld1\n1:\tfdivl zero\n2:\temms");
    X87("unmasked afterwards", DIVIDE,
        "fninit\n\tfld1\n1:\tfdivl zero\n\tfldcw control\n\tnop\n2:\tfldz");
    X87("fldcw", DIVIDE, "fld1\n1:\tfdivl zero\n2:\tfldcw control");
}

static void sse(void)
{
    SSE("1 / 0", DIVIDE, "movsd one, %%xmm0\n1:\n2:\tdivsd zero, %%xmm0");
    SSE("1 / 0, masked", INVALID,
        "1:\tmovsd one, %%xmm0\n2:\tdivsd zero, %%xmm0\n\t"
        "movsd %%xmm0, out");
    SSE("0 / 0", INVALID, "xorpd %%xmm0, %%xmm0\n1:\n2:\tdivsd zero, %%xmm0");
    SSE("a conversion", INVALID, "1:\n2:\tcvttsd2si infinite, %%eax");
    SSE("a conversion for MMX", INVALID,
        "movsd big, %%xmm0\n1:\n2:\tcvtpd2pi %%xmm0, %%mm0\n\temms");
    SSE("a comparison", INVALID,
        "pcmpeqb %%xmm0, %%xmm0\n1:\n2:\tcomisd %%xmm0, %%xmm0");
    SSE("an overflow", OVERFLOW,
        "movsd big, %%xmm0\n1:\n2:\tmulsd %%xmm0, %%xmm0");
    SSE("an underflow", UNDERFLOW,
        "movsd tiny, %%xmm0\n1:\n2:\tmulsd %%xmm0, %%xmm0");
    SSE("a denormal and exact one", UNDERFLOW,
        "movsd tiny, %%xmm0\n1:\n2:\tmulsd one, %%xmm0");
    SSE("1 / 3", INEXACT, "movsd one, %%xmm0\n1:\n2:\tdivsd three, %%xmm0");
    SSE("a denormal operand", DENORMAL,
        "movsd tiny, %%xmm0\n1:\n2:\taddsd three, %%xmm0");
    SSE("two numbers, 1 / 0 and 1 / 3", DIVIDE | INEXACT,
        "movsd one, %%xmm0\n\tunpcklpd %%xmm0, %%xmm0\n\t"
        "movsd three, %%xmm1\n\tmovhpd zero, %%xmm1\n"
        "1:\n2:\tdivpd %%xmm1, %%xmm0");
}

/* A handler that masks the exception, and the register as it was before */
static void go_on(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
#ifdef __x86_64__
    uc->uc_mcontext.fpregs->mxcsr |= 0x1f80;
#else
    *(uint32_t *)((char *)uc->uc_mcontext.fpregs + 112 + 24) |= 0x1f80;
#endif
}

static void resume(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = go_on;
    sigaction(SIGFPE, &action, NULL);
    mxcsr = 0x1f80 & ~(DIVIDE << 7);
    out = 5;
    asm volatile("ldmxcsr %1\n\tmovsd %0, %%xmm0\n\tdivsd %2, %%xmm0\n\t"
                 "movsd %%xmm0, %0\n\tstmxcsr %1"
                 : "+m"(out), "+m"(mxcsr)
                 : "m"(zero)
                 : "xmm0");
    printf("masked by the handler: %g %04x\n", out, mxcsr);
}

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = handler;
    sigaction(SIGFPE, &action, NULL);
    setvbuf(stdout, NULL, _IONBF, 0);
    x87_results();
    x87_stores();
    x87_control();
    sse();
    resume();
    return 0;
}
