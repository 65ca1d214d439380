/*
 * SPDX-License-Identifier: MIT
 *
 * What ptrace-bare.c needs of a CPU: system calls, the child that is traced,
 * and where its registers are.
 */
#ifdef __x86_64__
enum { NR_write = 1, NR_getpid = 39, NR_fork = 57, NR_exit = 60, NR_wait4 };
enum { NR_ptrace = 101, NR_getppid = 110 };
#elif defined(__loongarch__)
enum { NR_write = 64, NR_exit = 93, NR_ptrace = 117, NR_getpid = 172 };
enum { NR_getppid = 173, NR_fork = 220 /* clone */, NR_wait4 = 260 };
#else
enum { NR_exit = 1, NR_fork, NR_write = 4, NR_getpid = 20, NR_ptrace = 26 };
#ifdef __sparc__
enum { NR_wait4 = 7, NR_getppid = 197 };
#else
enum { NR_wait4 = 114, NR_getppid = 64 };
#endif
#endif

enum { TRACEME = 0, PEEKUSER = 3, POKETEXT = 4, CONT = 7, STEP = 9 };
enum { SYSCALL = 24 };
#ifdef __loongarch__ /* the sets themselves: NT_PRSTATUS, NT_PRFPREG */
enum { GETREGSET = 0x4204, SETREGSET, GETREGS = 1, SETREGS, GETFPREGS };
enum { SETFPREGS = 4, SIGCHLD = 17 };
#else
enum { GETREGS = 12, SETREGS, GETFPREGS, SETFPREGS };
#endif
enum { SIGTRAP = 5, EIO = 5 };

/*
 * Where the registers of child() are in what PTRACE_GETREGS has, in words, and
 * the one of floating point, in bytes; the PC behind the breakpoint, how far
 * the breakpoint is from it, and where a step through the branch leads.
 */
#if defined(__x86_64__)
enum { REG_A = 5, REG_PC = 16, REG_CALL = 15, REG_RESULT = 10, REGS = 27 };
enum {
    FP_OFFSET = 160 + 8 * 16,
    TO_BRANCH = 0,
    STEPPED = 4,
    ADDRESS_FIRST = 0
};

__asm__(".globl _start\n_start:\n\tand $-16, %rsp\n\tcall run");

static long call(long nr, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;

    __asm__ volatile("syscall"
                     : "+a"(nr)
                     : "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
    return nr;
}

static long child(long seven, float *value, long nr)
{
    __asm__ volatile("mov %2, %%rbx\n\t"
                     "movss (%3), %%xmm8\n\t"
                     "int3\n\t"
                     "jmp 1f\n\t"
                     "nop\n\t"
                     "nop\n"
                     "1:\n\t"
                     "syscall\n\t"
                     "movss %%xmm8, (%3)\n\t"
                     "add %%rbx, %0"
                     : "=a"(nr)
                     : "0"(nr), "r"(seven), "r"(value)
                     : "rbx", "rcx", "r11", "xmm8", "memory");
    return nr;
}

#elif defined(__sh__)
enum { REG_A = 8, REG_PC = 16, REG_CALL = 3, REG_RESULT = 0, REGS = 23 };
enum { FP_OFFSET = 4 * 4, TO_BRANCH = 2, STEPPED = 6, ADDRESS_FIRST = 0 };

__asm__(".globl _start\n_start:\n\tmov.l 1f, r0\n\tjsr @r0\n\t nop\n"
        "\t.align 2\n1:\t.long run");

static long call(long nr, long a, long b, long c, long d)
{
    register long r3 __asm__("r3") = nr;
    register long r4 __asm__("r4") = a;
    register long r5 __asm__("r5") = b;
    register long r6 __asm__("r6") = c;
    register long r7 __asm__("r7") = d;
    long r0;

    __asm__ volatile("trapa #0x14"
                     : "=z"(r0)
                     : "r"(r3), "r"(r4), "r"(r5), "r"(r6), "r"(r7)
                     : "memory");
    return r0;
}

/* Its branch has a delay slot. */
static long child(long seven, float *value, long nr)
{
    register long r3 __asm__("r3") = nr;
    long r0;

    __asm__ volatile("mov %1, r8\n\t"
                     "fmov.s @%2, fr4\n\t"
                     "trapa #0xc3\n\t"
                     "bra 1f\n\t"
                     " add #1, r8\n\t"
                     "nop\n"
                     "1:\n\t"
                     "trapa #0x10\n\t"
                     "fmov.s fr4, @%2\n\t"
                     "add r8, r0"
                     : "=&z"(r0)
                     : "r"(seven), "r"(value), "r"(r3)
                     : "r8", "fr4", "memory");
    return r0 - 1;
}

#elif defined(__sparc__)
enum { REG_A = 5, REG_PC = 1, REG_CALL = 4, REG_RESULT = 11, REGS = 19 };
enum { FP_OFFSET = 8 * 4, TO_BRANCH = 4, ADDRESS_FIRST = 1 };

__asm__(".globl _start\n_start:\n\tand %sp, -8, %sp\n\tsub %sp, 96, %sp\n"
        "\tcall run\n\t nop");

/* The second result of fork() is not 0 in the child. */
static long call(long nr, long a, long b, long c, long d)
{
    register long g1 __asm__("g1") = nr;
    register long o0 __asm__("o0") = a;
    register long o1 __asm__("o1") = b;
    register long o2 __asm__("o2") = c;
    register long o3 __asm__("o3") = d;

    __asm__ volatile("ta 0x10\n\t"
                     "bcs,a 1f\n\t"
                     " neg %%o0\n"
                     "1:"
                     : "+r"(o0), "+r"(o1)
                     : "r"(g1), "r"(o2), "r"(o3)
                     : "memory", "cc");
    return nr == NR_fork && o1 ? 0 : o0;
}

static long child(long seven, float *value, long nr)
{
    register long g1 __asm__("g1") = nr;
    register long o0 __asm__("o0");

    __asm__ volatile("mov %1, %%g2\n\t"
                     "ld [%2], %%f8\n\t"
                     "ta 1\n\t"
                     "ba 1f\n\t"
                     " nop\n\t"
                     "nop\n"
                     "1:\n\t"
                     "ta 0x10\n\t"
                     "st %%f8, [%2]\n\t"
                     "add %%o0, %%g2, %%o0"
                     : "=&r"(o0)
                     : "r"(seven), "r"(value), "r"(g1)
                     : "g2", "f8", "memory", "cc");
    return o0;
}

#elif defined(__loongarch__)
enum { REG_A = 23, REG_PC = 33, REG_CALL = 11, REG_RESULT = 4, REGS = 45 };
enum { FP_OFFSET = 8 * 8, TO_BRANCH = 4, STEPPED = 12, ADDRESS_FIRST = 0 };

__asm__(".globl _start\n_start:\n\tbl run");

static long call(long nr, long a, long b, long c, long d)
{
    register long a7 __asm__("a7") = nr;
    register long a0 __asm__("a0") = nr == NR_fork ? SIGCHLD : a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;

    __asm__ volatile("syscall 0"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3)
                     : "memory", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
                       "t8");
    return a0;
}

/* All four words of f8 are in use. */
static long child(long seven, float *value, long nr)
{
    register long a7 __asm__("a7") = nr;
    register long a0 __asm__("a0");

    __asm__ volatile("move $s0, %1\n\t"
                     "xvreplgr2vr.d $xr8, %1\n\t"
                     "fld.s $f8, %2, 0\n\t"
                     "break 0\n\t"
                     "b 1f\n\t"
                     "nop\n\t"
                     "nop\n"
                     "1:\n\t"
                     "syscall 0\n\t"
                     "fst.s $f8, %2, 0\n\t"
                     "add.d %0, %0, $s0"
                     : "=&r"(a0)
                     : "r"(seven), "r"(value), "r"(a7)
                     : "s0", "$f8", "memory", "t0", "t1", "t2", "t3", "t4",
                       "t5", "t6", "t7", "t8");
    return a0;
}
#endif
