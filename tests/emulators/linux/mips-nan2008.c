/*
 * SPDX-License-Identifier: MIT
 *
 * MIPS: bits of FCR31 that programs cannot write, as those that say how NaNs
 * are encoded, are the same after a signal handler. A program of release 6,
 * for which Debian has no C library.
 *
 * cpus: mips mipsel
 * flags: -mips32r6 -mnan=2008 -ffreestanding -nostdlib -fno-stack-protector
 * flags: -mno-abicalls -fno-pic
 * prints: before: NAN2008 ABS2008
 * prints: in the handler: NAN2008 ABS2008
 * prints: after: NAN2008 ABS2008
 */
enum { NR_exit = 4001, NR_write = 4004, NR_getpid = 4020, NR_kill = 4037 };
enum { NR_rt_sigaction = 4194 };
enum { SIGUSR1 = 16, MASK_SIZE = 16 };
enum { ABS2008 = 1 << 19, NAN2008 = 1 << 18 };

static long call(long nr, long a, long b, long c, long d)
{
    register long v0 __asm__("$2") = nr;
    register long a0 __asm__("$4") = a;
    register long a1 __asm__("$5") = b;
    register long a2 __asm__("$6") = c;
    register long a3 __asm__("$7") = d;

    __asm__ volatile("syscall"
                     : "+r"(v0), "+r"(a3)
                     : "r"(a0), "r"(a1), "r"(a2)
                     : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13",
                       "$14", "$15", "$24", "$25", "memory");
    return v0;
}

static void print(const char *text)
{
    long length = 0;

    while (text[length]) {
        length++;
    }
    call(NR_write, 1, (long)text, length, 0);
}

static void tell(const char *when)
{
    unsigned int fcr31;

    __asm__ volatile("cfc1 %0, $31" : "=r"(fcr31));
    print(when);
    print(fcr31 & NAN2008 ? ": NAN2008" : ": -");
    print(fcr31 & ABS2008 ? " ABS2008\n" : " -\n");
}

static void handler(int sig)
{
    (void)sig;
    tell("in the handler");
}

void __start(void)
{
    struct {
        unsigned int flags;
        void (*handler)(int sig);
        unsigned int mask[MASK_SIZE / 4];
    } action = { 0, handler, { 0 } };

    call(NR_rt_sigaction, SIGUSR1, (long)&action, 0, MASK_SIZE);
    tell("before");
    call(NR_kill, call(NR_getpid, 0, 0, 0, 0), SIGUSR1, 0, 0);
    tell("after");
    call(NR_exit, 0, 0, 0, 0);
}
