/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace(): a floating-point register, the thread pointer, and the same
 * registers by the older requests that this CPU has.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 */
#define _GNU_SOURCE
#include "ptrace.h"

/*
 * A set that has the register, where it is there, and the register; what
 * stops the process.
 */
#if defined(__aarch64__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (8 * 16)
#define FP_REGISTER "d8"
#define FP_STOP "brk #0" : "+w"
#elif defined(__riscv)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (8 * 8)
#define FP_REGISTER "fs0"
#define FP_STOP "c.ebreak" : "+f"
#elif defined(__x86_64__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (160 + 8 * 16)
#define FP_REGISTER "xmm8"
#define FP_STOP "int3" : "+x"
#elif defined(__i386__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET 28
#define FP_REGISTER "st"
#define FP_STOP "int3" : "+t"
#define FP_TYPE long double
#define FP_SIZE 10
#elif defined(__arm__)
#define FP_SET 0x400 /* NT_ARM_VFP */
#define FP_OFFSET (8 * 8)
#define FP_REGISTER "d8"
#ifdef __thumb__
#define FP_STOP ".inst.n 0xde01" : "+w"
#else
#define FP_STOP ".inst 0xe7f001f0" : "+w"
#endif
#elif defined(__s390x__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (8 + 8 * 8)
#define FP_REGISTER "f8"
#define FP_STOP ".short 1" : "+f"
#elif defined(__m68k__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (2 * 12)
#define FP_REGISTER "fp2"
#define FP_STOP "trap #15" : "+f"
#define FP_TYPE long double
#define FP_SIZE 12
#elif defined(__mips__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (20 * 8)
#define FP_REGISTER "$f20"
#define FP_STOP "break 5" : "+f"
#elif defined(__powerpc__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (14 * 8)
#define FP_REGISTER "fr14"
#define FP_STOP "trap" : "+d"
#elif defined(__sparc__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (4 * 8)
#define FP_REGISTER "f8"
#define FP_STOP "ta 1" : "+f"
#elif defined(__alpha__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (2 * 8)
#define FP_REGISTER "$f2"
#define FP_STOP "call_pal 0x80" : "+f"
#elif defined(__hppa__)
#define FP_SET NT_PRFPREG
#define FP_OFFSET (12 * 8)
#define FP_REGISTER "%fr12"
#define FP_STOP "break 4,8" : "+f"
#endif

#ifndef FP_TYPE
#define FP_TYPE double
#define FP_SIZE 8
#endif

static volatile FP_TYPE value = 1.5;

__attribute__((noinline)) static void child(void)
{
    register FP_TYPE r __asm__(FP_REGISTER) = value;

    __asm__ volatile(FP_STOP(r));
    value = r;
    printf("child: %.2f\n", (double)value);
    fflush(stdout);
    _exit(3);
}

static char set[2048];

static long read_set(pid_t pid, long note)
{
    struct iovec iov = { set, sizeof(set) };

    memset(set, 0, sizeof(set));
    if (ptrace(PTRACE_GETREGSET, pid, (void *)note, &iov) < 0) {
        printf("set %#lx: %s\n", note, strerror(errno));
        return 0;
    }
    return iov.iov_len;
}

static void floating_point(pid_t pid)
{
    FP_TYPE x = 0;
    struct iovec iov = { set, read_set(pid, FP_SET) };

    memcpy(&x, set + FP_OFFSET, FP_SIZE);
    printf("floating point: %.2f\n", (double)x);
    x = -2.25;
    memcpy(set + FP_OFFSET, &x, FP_SIZE);
    printf("set: %ld\n",
           ptrace(PTRACE_SETREGSET, pid, (void *)(long)FP_SET, &iov));
    x = 0;
    read_set(pid, FP_SET);
    memcpy(&x, set + FP_OFFSET, FP_SIZE);
    printf("floating point: %.2f\n", (double)x);
}

static unsigned long thread_pointer(pid_t pid)
{
    unsigned long regs[64] = {}, tp = 0;

    get_regs(pid, regs, 64);
#if defined(__aarch64__)
    read_set(pid, 0x401); /* NT_ARM_TLS */
    memcpy(&tp, set, sizeof(tp));
#elif defined(__arm__)
    ptrace(22, pid, NULL, &tp); /* PTRACE_GET_THREAD_AREA */
#elif defined(__i386__)
    unsigned area[4] = {};

    ptrace(25, pid, (void *)(regs[10] >> 3), area);
    tp = area[1];
#elif defined(__x86_64__)
    tp = regs[21];
#elif defined(__riscv)
    tp = regs[4];
#elif defined(__s390x__)
    tp = regs[18]; /* two access registers */
#elif defined(__m68k__) || defined(__mips__)
    ptrace(25, pid, NULL, &tp); /* PTRACE_GET_THREAD_AREA */
#elif defined(__powerpc__)
    tp = regs[sizeof(long) == 8 ? 13 : 2];
#elif defined(__sparc__)
    tp = regs[7];
#elif defined(__alpha__)
    tp = regs[32];
#elif defined(__hppa__)
    tp = regs[53];
#endif
    return tp;
}

/* Where struct user has the word @i of the general registers: they come first.
 */
static inline void *user_address(int i)
{
#if defined(__mips__)
    int number = i - (sizeof(long) == 8 ? 0 : 6); /* numbers instead */

    return (void *)(long)(i == PC_INDEX ? 64 : number < 32 ? number : -1);
#elif defined(__alpha__)
    return (void *)(long)(i < PC_INDEX ? i : i == PC_INDEX ? 64 : 65);
#elif defined(__hppa__)
    return (void *)(long)(i < 32         ? i * 4
                          : i < PC_INDEX ? -1
                          : i < 42       ? 424 + (i - PC_INDEX) * 4
                                         : -1);
#else
    return (void *)(i * sizeof(long));
#endif
}

/* Whether an older request says the same as a set */
static inline int agrees(pid_t pid, int request, long note, size_t size)
{
    char old[2048] = {};

    if (ptrace(request, pid, NULL, old) < 0) {
        printf("request %d: %s\n", request, strerror(errno));
        return 0;
    }
    return read_set(pid, note) && !memcmp(old, set, size);
}

static int older(pid_t pid)
{
    int ret = 1;

#if defined(__x86_64__) || defined(__i386__)
    ret &= agrees(pid, 12, NT_PRSTATUS, sizeof(long) == 4 ? 68 : 216);
    ret &= agrees(pid, 14, NT_PRFPREG, sizeof(long) == 4 ? 108 : 512);
#elif defined(__arm__)
    ret &= agrees(pid, 12, NT_PRSTATUS, 72);
    ret &= agrees(pid, 27, FP_SET, 260);
#elif defined(__m68k__)
    ret &= agrees(pid, 12, NT_PRSTATUS, 19 * sizeof(long));
    ret &= agrees(pid, 14, NT_PRFPREG, 27 * sizeof(long));
#elif defined(__mips__)
    ret &= sizeof(long) == 4 || agrees(pid, 12, NT_PRSTATUS, 38 * 8);
    ret &= agrees(pid, 14, NT_PRFPREG, 33 * 8);
#elif defined(__powerpc__)
    ret &= agrees(pid, 12, NT_PRSTATUS, 44 * sizeof(long));
    ret &= agrees(pid, 14, NT_PRFPREG, 33 * 8);
    ret &= agrees(pid, 18, 0x100, 33 * 16 + 4); /* NT_PPC_VMX */
#elif defined(__hppa__)
    ret &= agrees(pid, 18, NT_PRSTATUS, 80 * 4);
    ret &= agrees(pid, 14, NT_PRFPREG, 32 * 8);
#endif
#if !defined(__aarch64__) && !defined(__riscv) && !defined(__sparc__)
    unsigned long regs[64];

    for (int i = 0, n = get_regs(pid, regs, 64); i < n && i < 44; i++) {
        void *address = user_address(i);
        long word = ptrace(PTRACE_PEEKUSER, pid, address, NULL);

        if ((long)address >= 0 && word != (long)regs[i]) {
            printf("word %d of struct user differs\n", i);
            ret = 0;
        }
    }
    errno = 0;
    ptrace(PTRACE_PEEKUSER, pid, (void *)4096l, NULL);
#ifndef __alpha__ /* where any number will do */
    ret &= errno == EIO;
#endif
#ifdef NPC_INDEX
    ptrace(PTRACE_POKEUSER, pid, user_address(NPC_INDEX),
           regs[NPC_INDEX] + BREAKPOINT_SIZE);
#endif
    ptrace(PTRACE_POKEUSER, pid, user_address(PC_INDEX),
           regs[PC_INDEX] + BREAKPOINT_SIZE - PC_AFTER);
#else
    unsigned long regs[64];
    int n = get_regs(pid, regs, 64);

    set_pc(regs, get_pc(regs) + BREAKPOINT_SIZE - PC_AFTER);
    set_regs(pid, regs, n);
#endif
    return ret;
}

static unsigned long own_thread_pointer(void)
{
#if defined(__powerpc__)
    unsigned long tp;

    __asm__("mr %0, %1" : "=r"(tp) : "i"(sizeof(long) == 8 ? 13 : 2));
    return tp;
#elif defined(__m68k__)
    return syscall(SYS_get_thread_area);
#elif defined(__sparc__)
    unsigned long tp;

    __asm__("mov %%g7, %0" : "=r"(tp));
    return tp;
#elif defined(__hppa__)
    unsigned long tp;

    __asm__("mfctl %%cr27, %0" : "=r"(tp));
    return tp;
#else
    return (uintptr_t)__builtin_thread_pointer();
#endif
}

int main(void)
{
    pid_t pid;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = fork();
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
            printf("PTRACE_TRACEME: %s\n", strerror(errno));
            exit(1);
        }
        child();
    }
    next("stop", pid);
    floating_point(pid);
    printf("thread pointer: %d\n", thread_pointer(pid) == own_thread_pointer());
    printf("older requests agree: %d\n", older(pid));
    go(PTRACE_CONT, pid, 0);
    next("end", pid);
    return 0;
}
