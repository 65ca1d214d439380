/*
 * SPDX-License-Identifier: MIT
 *
 * The system for harness.c, where the CPU has a C library:
 *
 *   open_file()   maps the file of blocks at CODE, read-only
 *   prepare()     maps the data and a stack for @handler, sets it for all
 *                 signals, starts the timer
 *   enter()       sends SIGUSR1, whose handler does not come back
 *   put_bytes(), leave()
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#define START SIGUSR1
#define TICK SIGVTALRM
#define SIGNAL_CODE(info) (((siginfo_t *)(info))->si_code)
#define SIGNAL_ADDRESS(info)                                                   \
    ((uint64_t)(unsigned long)((siginfo_t *)(info))->si_addr)

/*
 * In the handler the registers of the thread may be anything. glibc's
 * syscall() for ppc64 looks into the memory of the thread.
 */
#ifdef __powerpc64__
static long call3(long number, long a, long b, long c)
{
    register long r0 __asm__("r0") = number;
    register long r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;

    __asm__ volatile("sc"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)
                     :
                     : "memory", "cr0", "ctr", "r6", "r7", "r8", "r9", "r10",
                       "r11", "r12");
    return r3;
}
#else
#define call3(number, a, b, c) syscall(number, a, b, c)
#endif

static void put_bytes(const void *bytes, unsigned long size)
{
    call3(SYS_write, 1, (long)bytes, (long)size);
}

static void leave(int status)
{
    for (;;) {
        call3(SYS_exit_group, status, 0, 0);
    }
}

static void map(unsigned long at, unsigned long size, int protection)
{
    if (mmap((void *)at, size, protection,
             MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
        leave(3);
    }
}

static void protect(unsigned long at, int protection)
{
    mprotect((void *)at, UNIT, protection);
}

static bool open_file(const char *name)
{
    struct stat st;
    int fd = open(name, O_RDONLY);

    return fd >= 0 && !fstat(fd, &st) &&
           mmap((void *)CODE, (st.st_size + HEAD_ROOM - 1) & -HEAD_ROOM,
                PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd,
                0) != MAP_FAILED;
}

static void prepare(void (*handler)(int, void *, void *))
{
    static const int signals[] = {
        START,  TICK, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS,
#ifdef SIGEMT
        SIGEMT,
#endif
    };
    struct itimerval tick = { { 0, 20000 }, { 0, 20000 } };
    struct sigaction action = { .sa_flags = SA_SIGINFO | SA_ONSTACK };
    stack_t stack = { .ss_sp = (void *)STACK, .ss_size = STACK_SIZE };

    map(DATA, UNITS * UNIT, PROT_READ | PROT_WRITE);
    memset((void *)(DATA + 3 * UNIT), 0x5a, UNIT);
    protect(DATA, PROT_NONE);
    protect(DATA + 2 * UNIT, PROT_NONE);
    protect(DATA + 3 * UNIT, PROT_READ);
    protect(DATA + 5 * UNIT, PROT_NONE);
    map(STACK, STACK_SIZE, PROT_READ | PROT_WRITE);
    sigaltstack(&stack, NULL);
    sigfillset(&action.sa_mask);
    action.sa_sigaction = (void *)handler;
    for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &action, NULL);
    }
    setitimer(ITIMER_VIRTUAL, &tick, NULL);
}

static void enter(void)
{
    raise(START);
}

static int harness(int argc, char **argv);

int main(int argc, char **argv)
{
    return harness(argc, argv);
}
