/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of AArch64: how pointers with tags are taken, which of their bits
 * have a code, and the keys that make it; on a CPU without such codes, only the
 * first of these.
 *
 * cpus: aarch64
 * environment: QEMU_CPU=max
 * prints: stop: Trace/breakpoint trap
 * prints: tags: 0x7fff3, then 0
 * prints: keys: 0xf, then 0
 * prints: masks: of 16 bytes, those of the code 1, cannot be set 1
 * prints: child: tags 0, code 0
 * prints: end: exited with 3
 * prints: stop: Trace/breakpoint trap
 * prints: tags: 0x7fff3, then 0
 * prints: keys: Invalid argument
 * prints: masks: Invalid argument
 * prints: child: tags 0, code 0
 * prints: end: exited with 3
 */
#define _GNU_SOURCE
#include "ptrace.h"
#include <sys/prctl.h>

enum { SET_MASK = 0x406, SET_TAGS = 0x409, SET_KEYS };
enum { SET_TAGGED_ADDR_CTRL = 55, GET_TAGGED_ADDR_CTRL };

/* The tags of all kinds but one, faults at once, for system calls, too */
#define TAGS 0x7fff3

/* The bits that a key puts into a pointer, with one number or another */
static unsigned long code_bits(void)
{
    unsigned long bits = 0;

    for (long i = 0; i < 256; i++) {
        register unsigned long pointer __asm__("x17") = (uintptr_t)&errno;
        register long number __asm__("x16") = i;

        __asm__ volatile("hint #8" : "+r"(pointer) : "r"(number));
        bits |= pointer ^ (uintptr_t)&errno;
    }
    return bits;
}

static void stop_with(unsigned long value)
{
    register unsigned long x0 __asm__("x0") = value;

    __asm__ volatile("brk #0" : : "r"(x0));
}

static void child(void)
{
    unsigned long bits = code_bits();

    prctl(SET_TAGGED_ADDR_CTRL, TAGS, 0, 0, 0);
    stop_with(bits);
    printf("child: tags %d, code %lx\n",
           prctl(GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0), code_bits());
    fflush(stdout);
    _exit(3);
}

static long access_set(int request, pid_t pid, long note, void *data,
                       size_t size)
{
    struct iovec iov = { data, size };

    return ptrace(request, pid, (void *)note, &iov) < 0 ? -1
                                                        : (long)iov.iov_len;
}

/* A set that is one word: what it is, and that it can be this one. */
static void word(const char *name, pid_t pid, long note, unsigned long other)
{
    unsigned long value = 0;

    if (access_set(PTRACE_GETREGSET, pid, note, &value, sizeof(value)) < 0) {
        printf("%s: %s\n", name, strerror(errno));
        return;
    }
    access_set(PTRACE_SETREGSET, pid, note, &other, sizeof(other));
    printf("%s: %#lx, ", name, value);
    access_set(PTRACE_GETREGSET, pid, note, &value, sizeof(value));
    printf("then %#lx\n", value);
}

static void masks(pid_t pid)
{
    unsigned long mask[2] = {}, regs[64] = {};
    long size = access_set(PTRACE_GETREGSET, pid, SET_MASK, mask, sizeof(mask));

    if (size < 0) {
        printf("masks: %s\n", strerror(errno));
        return;
    }
    get_regs(pid, regs, 64);
    printf("masks: of %ld bytes, those of the code %d, ", size,
           regs[0] && mask[0] == regs[0] && mask[1] == regs[0]);
    size = access_set(PTRACE_SETREGSET, pid, SET_MASK, mask, sizeof(mask));
    printf("cannot be set %d\n", size < 0 && errno == EINVAL);
}

static void behind_breakpoint(pid_t pid)
{
    unsigned long regs[64] = {};
    int n = get_regs(pid, regs, 64);

    set_pc(regs, get_pc(regs) + BREAKPOINT_SIZE);
    set_regs(pid, regs, n);
}

int main(int argc, char **argv)
{
    pid_t pid;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        child();
    }
    next("stop", pid);
    word("tags", pid, SET_TAGS, 0);
    word("keys", pid, SET_KEYS, 0);
    masks(pid);
    behind_breakpoint(pid);
    go(PTRACE_CONT, pid, 0);
    next("end", pid);
    if (argc == 1) {
        setenv("QEMU_CPU", "max,pauth=off", 1);
        execl("/proc/self/exe", argv[0], "without", NULL);
    }
    return argc == 1;
}
