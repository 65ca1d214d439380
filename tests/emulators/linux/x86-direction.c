/*
 * SPDX-License-Identifier: MIT
 *
 * A signal handler starts with the direction flag clear, which compiled code
 * relies on; the interrupted program has its own again afterwards.
 *
 * cpus: x86_64 i386
 * prints: handler 0, afterwards 1
 * prints: handler 0, afterwards 1
 */
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DIRECTION 0x400

static unsigned long flags(void)
{
    unsigned long value;

    asm volatile("pushf\n\tpop %0" : "=r"(value));
    return value;
}

static volatile int seen = -1;

static void handler(int number)
{
    seen = !!(flags() & DIRECTION);
    asm volatile("cld");
}

static void handler_info(int number, siginfo_t *info, void *context)
{
    handler(number);
}

static void interrupt(void)
{
    unsigned long after, result;

#ifdef __x86_64__
    asm volatile("std\n\tsyscall\n\tpushf\n\tcld\n\tpop %1"
                 : "=a"(result), "=&r"(after)
                 : "0"(SYS_kill), "D"(getpid()), "S"(SIGUSR1)
                 : "rcx", "r11", "memory", "cc");
#else
    asm volatile("std\n\tint $0x80\n\tpushf\n\tcld\n\tpop %1"
                 : "=a"(result), "=&r"(after)
                 : "0"(SYS_kill), "b"(getpid()), "c"(SIGUSR1)
                 : "memory", "cc");
#endif
    printf("handler %d, afterwards %d\n", seen, !!(after & DIRECTION));
}

int main(void)
{
    struct sigaction action = { .sa_handler = handler };

    sigaction(SIGUSR1, &action, NULL);
    interrupt();
    action = (struct sigaction){ .sa_sigaction = handler_info,
                                 .sa_flags = SA_SIGINFO };
    sigaction(SIGUSR1, &action, NULL);
    interrupt();
    return 0;
}
