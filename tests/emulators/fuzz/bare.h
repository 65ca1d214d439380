/*
 * SPDX-License-Identifier: MIT
 *
 * The system for harness.c, as libc.h has it, where the CPU has no C library
 * here; bare.S has the entry and the system call.
 */
long syscall6(long number, long a, long b, long c, long d, long e, long f);
void leave_handler(void); /* sparc: sigreturn */

enum { PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC = 4 };
#ifdef __xtensa__
enum { MAP_PRIVATE = 2, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x800 };
#else
enum { MAP_PRIVATE = 2, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20 };
#endif
#ifdef __sparc__
enum { SA_SIGINFO = 0x200, SA_ONSTACK = 1 };
enum {
    SIGILL = 4,
    SIGTRAP,
    SIGEMT = 7,
    SIGFPE,
    SIGBUS = 10,
    SIGSEGV,
    SIGSYS,
    TICK = 26,
    START = 30
};
#else
enum { SA_SIGINFO = 4, SA_ONSTACK = 0x08000000 };
enum {
    SIGILL = 4,
    SIGTRAP,
    SIGBUS = 7,
    SIGFPE,
    START = 10,
    SIGSEGV,
    TICK = 26,
    SIGSYS = 31
};
#endif

/* Numbers of system calls, and in what mmap() counts the offset (always 0). */
#ifdef __arm__
enum {
    N_WRITE = 4,
    N_OPENAT = 322,
    N_EXIT_GROUP = 248,
    N_MMAP = 192,
    N_MPROTECT = 125,
    N_SIGACTION = 174,
    N_SIGALTSTACK = 186,
    N_GETPID = 20,
    N_KILL = 37,
    N_SETITIMER = 104,
};
#elif defined(__sh__)
enum {
    N_WRITE = 4,
    N_OPENAT = 295,
    N_EXIT_GROUP = 252,
    N_MMAP = 192,
    N_MPROTECT = 125,
    N_SIGACTION = 174,
    N_SIGALTSTACK = 186,
    N_GETPID = 20,
    N_KILL = 37,
    N_SETITIMER = 104,
};
#elif defined(__sparc__)
enum {
    N_WRITE = 4,
    N_OPENAT = 284,
    N_EXIT_GROUP = 188,
    N_MMAP = 56,
    N_MPROTECT = 74,
    N_SIGACTION = 102,
    N_SIGALTSTACK = 28,
    N_GETPID = 20,
    N_KILL = 37,
    N_SETITIMER = 83,
};
#elif defined(__xtensa__)
enum {
    N_WRITE = 13,
    N_OPENAT = 288,
    N_EXIT_GROUP = 119,
    N_MMAP = 80,
    N_MPROTECT = 82,
    N_SIGACTION = 226,
    N_SIGALTSTACK = 224,
    N_GETPID = 120,
    N_KILL = 123,
    N_SETITIMER = 134,
};
#else /* the numbers of the newer CPUs */
enum {
    N_WRITE = 64,
    N_OPENAT = 56,
    N_EXIT_GROUP = 94,
    N_MMAP = 222,
    N_MPROTECT = 226,
    N_SIGACTION = 134,
    N_SIGALTSTACK = 132,
    N_GETPID = 172,
    N_KILL = 129,
    N_SETITIMER = 103,
};
#endif

/* The kernel's struct sigaction has a restorer on these. */
#if defined(__aarch64__) || defined(__arm__) || defined(__sh__) ||             \
    defined(__sparc__) || defined(__xtensa__)
#define RESTORER 1
#else
#define RESTORER 0
#endif

#define SIGNAL_CODE(info) (((int *)(info))[2])
#define SIGNAL_ADDRESS(info)                                                   \
    ((uint64_t)((unsigned long *)(info))[sizeof(long) == 8 ? 2 : 3])

void *memset(void *to, int byte, unsigned long size)
{
    volatile unsigned char *p = to;

    while (size--) {
        *p++ = byte;
    }
    return to;
}

void *memcpy(void *to, const void *from, unsigned long size)
{
    volatile unsigned char *p = to;
    const unsigned char *q = from;

    while (size--) {
        *p++ = *q++;
    }
    return to;
}

static void put_bytes(const void *bytes, unsigned long size)
{
    syscall6(N_WRITE, 1, (long)bytes, size, 0, 0, 0);
}

static void leave(int status)
{
    for (;;) {
        syscall6(N_EXIT_GROUP, status, 0, 0, 0, 0, 0);
    }
}

static void map(unsigned long at, unsigned long size, int protection)
{
    syscall6(N_MMAP, at, size, protection,
             MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
}

static void protect(unsigned long at, int protection)
{
    syscall6(N_MPROTECT, at, UNIT, protection, 0, 0, 0);
}

/* Its first unit tells how long it is. */
static bool open_file(const char *name)
{
    long fd = syscall6(N_OPENAT, -100, (long)name, 0, 0, 0, 0);
    const Head *head = (void *)CODE;
    unsigned long size = HEAD_ROOM;

    if (fd < 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (syscall6(N_MMAP, CODE, size, PROT_READ | PROT_EXEC,
                     MAP_PRIVATE | MAP_FIXED, fd, 0) != (long)CODE) {
            return false;
        }
        size = (HEAD_ROOM + (1 + head->lengths) * head->blocks * head->stride +
                HEAD_ROOM - 1) &
               -HEAD_ROOM;
    }
    return true;
}

static void prepare(void (*handler)(int, void *, void *))
{
    static const unsigned char signals[] = {
        START,  TICK, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS,
#ifdef __sparc__
        SIGEMT,
#endif
    };
    struct {
        void *sp;
        int flags;
        unsigned long size;
    } stack = { (void *)STACK, 0, STACK_SIZE };
    unsigned long action[6] = { (unsigned long)handler,
                                SA_SIGINFO | SA_ONSTACK };
    unsigned long tick[4] = { 0, 20000, 0, 20000 };

    map(DATA, UNITS * UNIT, PROT_READ | PROT_WRITE);
    memset((void *)(DATA + 3 * UNIT), 0x5a, UNIT);
    protect(DATA, PROT_NONE);
    protect(DATA + 2 * UNIT, PROT_NONE);
    protect(DATA + 3 * UNIT, PROT_READ);
    protect(DATA + 5 * UNIT, PROT_NONE);
    map(STACK, STACK_SIZE, PROT_READ | PROT_WRITE);
    syscall6(N_SIGALTSTACK, (long)&stack, 0, 0, 0, 0, 0);
    for (int i = 2 + RESTORER; i < 2 + RESTORER + (sizeof(long) == 8 ? 1 : 2);
         i++) {
        action[i] = -1ul; /* the mask of 64 bits */
    }
    for (unsigned i = 0; i < sizeof(signals); i++) {
#ifdef __sparc__ /* the restorer is in front of the size; it is returned to 8  \
                    bytes behind its address */
        syscall6(N_SIGACTION, signals[i], (long)action, 0,
                 (long)&leave_handler - 8, 8, 0);
#else
        syscall6(N_SIGACTION, signals[i], (long)action, 0, 8, 0, 0);
#endif
    }
    syscall6(N_SETITIMER, 1, (long)tick, 0, 0, 0, 0);
}

static void enter(void)
{
    syscall6(N_KILL, syscall6(N_GETPID, 0, 0, 0, 0, 0, 0), START, 0, 0, 0, 0);
}

static int harness(int argc, char **argv);

void start_c(long *sp)
{
    leave(harness(sp[0], (char **)(sp + 1)));
}
