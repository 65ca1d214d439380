/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() on CPUs without a C library that works: registers, a single step
 * through a branch, a system call that is made and one that is not.
 *
 * bare: sh4 sh4eb sparc loongarch64
 * flags: -ffreestanding -nostdlib -fno-stack-protector -Wl,-e,_start
 */
#include "ptrace-bare.h"

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

#ifdef __loongarch__
static long move_set(long request, long pid, long note, void *data, long size)
{
    struct {
        void *data;
        long size;
    } part = { data, size };

    return trace(request, pid, note, (long)&part);
}

static long trace_to(long request, long pid, void *data)
{
    return move_set(
        request == GETREGS || request == GETFPREGS ? GETREGSET : SETREGSET, pid,
        request == GETREGS || request == SETREGS ? 1 : 2, data,
        request == GETREGS || request == SETREGS ? REGS * 8 : 34 * 8);
}

/* The vectors have what was set as floating point, and their upper words. */
static int other_sets(long pid)
{
    static long lsx[32][2], lasx[32][4];
    static int cpucfg[64];
    long ret = move_set(GETREGSET, pid, 0xa02, lsx, sizeof(lsx)) |
               move_set(GETREGSET, pid, 0xa03, lasx, sizeof(lasx)) |
               move_set(GETREGSET, pid, 0xa00, cpucfg, sizeof(cpucfg));

    return ret == 0 && *(float *)lsx[8] == 3 && lsx[8][0] == lasx[8][0] &&
           lsx[8][1] == 7 && lasx[8][1] == 7 && lasx[8][3] == 7 &&
           cpucfg[2] & 1 && !cpucfg[63];
}
#else
/* A request with an address, which is in one of two places */
static long trace_to(long request, long pid, void *data)
{
    return trace(request, pid, ADDRESS_FIRST ? (long)data : 0,
                 ADDRESS_FIRST ? 0 : (long)data);
}

static int other_sets(long pid)
{
    return 1;
}
#endif

/* Where PTRACE_PEEKUSER has a word of the registers */
static long user_address(int word)
{
#ifdef __loongarch__
    return word;
#else
    return word * sizeof(long);
#endif
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
         trace(PEEKUSER, pid, user_address(REG_A), (long)&pc) == 0 && pc == 7);
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
    TELL("set", trace_to(SETREGS, pid, regs) == 0 && other_sets(pid));
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
