/*
 * SPDX-License-Identifier: MIT
 *
 * The signals that a C library keeps for its threads are signals like others
 * to the kernel: blocked, pending, waited for, deadly. The library of an
 * emulator has threads, too. SIGRTMIN + 11 is none of the emulators'.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST 32
#define LAST 64

/* Of the kernel: 64 signals, or 128 on MIPS, in words of its long. */
typedef struct {
    unsigned long words[(_NSIG > 65 ? 128 : 64) / (8 * sizeof(long))];
} Set;

static Set one(int sig)
{
    unsigned bits = 8 * sizeof(long);
    Set set = { { 0 } };

    set.words[(sig - 1) / bits] = 1ul << ((sig - 1) % bits);
    return set;
}

static int has(const Set *set, int sig)
{
    unsigned bits = 8 * sizeof(long);

    return set->words[(sig - 1) / bits] >> ((sig - 1) % bits) & 1;
}

static int mask(int how, int sig)
{
    Set set = one(sig);

    return syscall(SYS_rt_sigprocmask, how, &set, NULL, sizeof(set));
}

static void pending(int sig)
{
    long times[2] = { 0, 0 };
    Set set = one(sig), all = { { 0 } };

    printf("%d:", sig);
    mask(SIG_BLOCK, sig);
    printf(" %ld", syscall(SYS_kill, getpid(), sig));
    syscall(SYS_rt_sigpending, &all, sizeof(all));
    printf(" %d", has(&all, sig));
    printf(" %ld",
           syscall(SYS_rt_sigtimedwait, &set, NULL, times, sizeof(set)));
    syscall(SYS_rt_sigpending, &all, sizeof(all));
    printf(" %d", has(&all, sig));
    mask(SIG_UNBLOCK, sig);

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        syscall(SYS_kill, getpid(), sig);
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    printf(" killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static void all_pending(void)
{
    for (int sig = FIRST; sig <= LAST; sig++) {
        if (sig != SIGRTMIN + 11) {
            pending(sig);
        }
    }
}

/* pthread_cancel(), and the change of credentials in all threads */
static pthread_barrier_t barrier;
static int cancelled;

static void on_cancel(void *unused)
{
    __atomic_add_fetch(&cancelled, 1, __ATOMIC_SEQ_CST);
}

static void *wait_for_it(void *unused)
{
    pthread_cleanup_push(on_cancel, NULL);
    pthread_barrier_wait(&barrier);
    for (;;) {
        pause();
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static void threads(void)
{
    pthread_t thread[3];

    pthread_barrier_init(&barrier, NULL, 4);
    for (int i = 0; i < 3; i++) {
        pthread_create(&thread[i], NULL, wait_for_it, NULL);
    }
    pthread_barrier_wait(&barrier);
    printf("setgid: %d\n", setgid(getgid()));
    printf("setuid: %d\n", setuid(getuid()));
    for (int i = 0; i < 3; i++) {
        void *result;

        pthread_cancel(thread[i]);
        pthread_join(thread[i], &result);
        printf("cancelled: %d\n", result == PTHREAD_CANCELED);
    }
    printf("cleaned up: %d\n", cancelled);
}

int main(void)
{
    all_pending();
    threads();
    /* There may be more threads now than those of the program. */
    all_pending();
    return 0;
}
