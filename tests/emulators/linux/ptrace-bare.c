/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() on CPUs without a C library that works: registers, a single step
 * through a branch, a system call that is made and one that is not.
 *
 * bare: sh4 sh4eb sparc
 * flags: -ffreestanding -nostdlib -fno-stack-protector -Wl,-e,_start
 */
#ifdef __x86_64__
enum { NR_write = 1, NR_getpid = 39, NR_fork = 57, NR_exit = 60, NR_wait4 };
enum { NR_ptrace = 101, NR_getppid = 110 };
#else
enum { NR_exit = 1, NR_fork, NR_write = 4, NR_getpid = 20, NR_ptrace = 26 };
#ifdef __sparc__
enum { NR_wait4 = 7, NR_getppid = 197 };
#else
enum { NR_wait4 = 114, NR_getppid = 64 };
#endif
#endif

enum { TRACEME = 0, PEEKUSER = 3, POKETEXT = 4, CONT = 7, STEP = 9 };
enum { GETREGS = 12, SETREGS, GETFPREGS, SETFPREGS, SYSCALL = 24 };
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
#endif

static void put(const char *text, int length)
{
    call(NR_write, 1, (long)text, length, 0);
}

#define TELL(what, value) tell(what, sizeof(what) - 1, value)

/* A number of one digit */
static void tell(const char *what, int length, long value)
{
    char digit[3] = { ' ', '0' + value, '\n' };

    put(what, length);
    put(digit, 3);
}

static long trace(long request, long pid, long addr, long data)
{
    return call(NR_ptrace, request, pid, addr, data);
}

/* A request with an address, which is in one of two places */
static long trace_to(long request, long pid, void *data)
{
    return trace(request, pid, ADDRESS_FIRST ? (long)data : 0,
                 ADDRESS_FIRST ? 0 : (long)data);
}

static int await(long pid)
{
    static int status;

    call(NR_wait4, pid, (long)&status, 0, 0);
    return status;
}

static long regs[REGS];
static long fp[128];

static void registers(long pid)
{
    long pc;

    TELL("breakpoint", await(pid) >> 8);
    trace_to(GETREGS, pid, regs);
    TELL("register", regs[REG_A]);
#ifndef __sparc__
    TELL("struct user",
         trace(PEEKUSER, pid, REG_A * sizeof(long), (long)&pc) == 0 && pc == 7);
#else
    TELL("struct user", trace(PEEKUSER, pid, 0, (long)&pc) == 0);
#endif
    trace_to(GETFPREGS, pid, fp);
    TELL("floating point", (long)*(float *)((char *)fp + FP_OFFSET));
    *(float *)((char *)fp + FP_OFFSET) = 3;
    trace_to(SETFPREGS, pid, fp);
    regs[REG_A] = 4;
    regs[REG_PC] += TO_BRANCH;
#ifdef __sparc__
    regs[REG_PC + 1] = regs[REG_PC] + 4;
#endif
    TELL("set", trace_to(SETREGS, pid, regs) == 0);
}

static void step(long pid)
{
#ifdef __sparc__
    /* There is none. */
    TELL("step", trace(STEP, pid, 0, 0) == -EIO);
#else
    long pc = regs[REG_PC];

    trace(STEP, pid, 0, 0);
    await(pid);
    trace_to(GETREGS, pid, regs);
    TELL("step", regs[REG_PC] == pc + STEPPED);
#endif
}

static void calls(long pid)
{
    trace(SYSCALL, pid, 0, 0);
    TELL("call", await(pid) >> 8);
    trace_to(GETREGS, pid, regs);
    TELL("its number", regs[REG_CALL] == NR_getppid);
    trace(SYSCALL, pid, 0, 0);
    TELL("result", await(pid) >> 8);
    trace_to(GETREGS, pid, regs);
    TELL("is mine", regs[REG_RESULT] == call(NR_getpid, 0, 0, 0, 0));
    regs[REG_RESULT] = 5;
    trace_to(SETREGS, pid, regs);
    trace(CONT, pid, 0, 0);
}

void run(void)
{
    static float value = 6;
    long pid = call(NR_fork, 0, 0, 0, 0);

    if (pid == 0) {
        TELL("traced", call(NR_ptrace, TRACEME, 0, 0, 0));
        TELL("child", child(7, &value, NR_getppid));
        TELL("child", (long)value);
        call(NR_exit, 2, 0, 0, 0);
    }
    registers(pid);
    step(pid);
    calls(pid);
    TELL("end", await(pid) >> 8);
    call(NR_exit, 0, 0, 0, 0);
}
