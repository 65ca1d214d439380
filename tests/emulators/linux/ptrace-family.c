/*
 * SPDX-License-Identifier: MIT
 *
 * ptrace() of a whole family: a child of vfork() is in its parent's memory,
 * which sleeps; threads that another one ends stop as well; and files of /proc
 * about a process are about its program, which its tracer reads.
 *
 * cpus: aarch64 riscv64 x86_64 arm i386 s390x ppc64le ppc m68k
 * cpus: mips mipsel mips64 mips64el sparc64 sparc32plus alpha hppa
 * differs: hppa: vfork() of its C library is fork()
 */
#define _GNU_SOURCE
#include "ptrace.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>

extern char **environ;

static volatile long word = 0x1234567;
static volatile long changed;

/* The program is not there, which the child says by its parent's memory. */
static void spawns(void)
{
    char *args[] = { "none", NULL };
    int err;
    pid_t pid;

    err = posix_spawn(&pid, "/nonexistent", NULL, NULL, args, environ);
    printf("child: posix_spawn: %s\n", strerror(err));
    fflush(stdout);
}

static void vforks(void)
{
    pid_t pid = vfork();

    if (pid == 0) {
        changed = 1;
        _exit(3);
    }
    printf("child: changed %ld\n", changed);
    fflush(stdout);
}

static int forwards(int sig)
{
    return sig == SIGSTOP || sig == SIGTRAP ? 0 : sig;
}

/* What the parent tells, in order, and how many others stop at their start */
static void follow(void (*child)(void), long options)
{
    pid_t pid = traced_child(child, options), who;
    int status, starts = 0;

    go(PTRACE_CONT, pid, 0);
    while ((who = waitpid(-1, &status, __WALL)) > 0) {
        unsigned long message = 0;

        if (who == pid && (status >> 16 || !WIFSTOPPED(status))) {
            tell("parent", status);
            if (status >> 16) {
                ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
                printf("  about another %d\n",
                       message && message != (unsigned long)pid);
            }
        } else if (who != pid && WIFSTOPPED(status)) {
            starts += WSTOPSIG(status) == SIGSTOP;
        }
        if (WIFSTOPPED(status)) {
            go(PTRACE_CONT, who, forwards(WSTOPSIG(status)));
        }
    }
    printf("others: %d\n", starts);
}

/* The child waits until the tracer has written to its parent's memory. */
static void waits(void)
{
    if (vfork() == 0) {
        while (!changed) {
            sched_yield();
        }
        _exit(0);
    }
    _exit(word == 0xabc ? 5 : 6);
}

static void one_memory(void)
{
    pid_t pid = traced_child(waits, PTRACE_O_TRACEVFORK), child = 0;
    unsigned long message = 0;
    int status;

    go(PTRACE_CONT, pid, 0);
    next("parent", pid);
    ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
    child = message;
    next("its child", child);
    printf("poke: %ld\n", ptrace(PTRACE_POKEDATA, pid, (void *)&word, 0xabcl));
    printf("peek: %lx\n", ptrace(PTRACE_PEEKDATA, child, (void *)&word, NULL));
    go(PTRACE_CONT, pid, 0);
    go(PTRACE_CONT, child, 0);
    usleep(50000);
    printf("the parent sleeps: %d\n", waitpid(pid, &status, WNOHANG | __WALL));
    kill(child, SIGSTOP);
    next("its child", child);
    ptrace(PTRACE_POKEDATA, child, (void *)&changed, 1l);
    go(PTRACE_CONT, child, 0);
    next("its child", child);
    while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
        go(PTRACE_CONT, pid, 0);
    }
    tell("parent", status);
}

static volatile int ready;

static void *sleeps(void *arg)
{
    __atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
    while (1) {
        pause();
    }
    return NULL;
}

static void threads(void)
{
    pthread_t t;

    for (int i = 0; i < 3; i++) {
        pthread_create(&t, NULL, sleeps, NULL);
    }
    while (ready < 3) {
        sched_yield();
    }
    _exit(7);
}

static void ended_by_another(void)
{
    pid_t pid = traced_child(threads, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT),
          who;
    int status, exits = 0, right = 0;

    go(PTRACE_CONT, pid, 0);
    while ((who = waitpid(-1, &status, __WALL)) > 0) {
        unsigned long message = 0;

        if (WIFSTOPPED(status)) {
            if (status >> 16 == PTRACE_EVENT_EXIT) {
                ptrace(PTRACE_GETEVENTMSG, who, NULL, &message);
                exits++;
                right += message == 7 << 8;
            }
            go(PTRACE_CONT, who, forwards(WSTOPSIG(status)));
        } else if (who == pid) {
            tell("threads", status);
        }
    }
    printf("exits: %d, with the status %d\n", exits, right);
}

static void waits_for_end(void)
{
    pause();
}

/* Whether maps has the variable, and nothing of the emulator */
static void files(void)
{
    pid_t pid = traced_child(waits_for_end, 0);
    unsigned long start, end, addr = (uintptr_t)&word;
    int found = 0, foreign = 0;
    char name[64], line[4096];
    FILE *f;

    snprintf(name, sizeof(name), "/proc/%d/maps", pid);
    f = fopen(name, "r");
    while (f && fgets(line, sizeof(line), f)) {
        if (sscanf(line, "%lx-%lx", &start, &end) == 2 && addr >= start &&
            addr < end) {
            found = strstr(line, " rw") != NULL;
        }
        foreign |= strstr(line, "qemu") != NULL;
    }
    if (f) {
        fclose(f);
    }
    printf("maps: the variable %d, others %d\n", found, foreign);
    go(PTRACE_DETACH, pid, SIGKILL);
    next("files", pid);
}

static void memory(void)
{
    pid_t pid = traced_child(waits_for_end, 0);
    long text[2] = {};
    struct iovec local = { text, sizeof(text[0]) };
    struct iovec remote = { (void *)&word, sizeof(word) };

    printf("read: %d, ",
           process_vm_readv(pid, &local, 1, &remote, 1, 0) == sizeof(word));
    printf("the word %d\n", text[0] == word);
    text[0] = 0x77;
    printf("written: %d, ",
           process_vm_writev(pid, &local, 1, &remote, 1, 0) == sizeof(word));
    printf("%lx\n", ptrace(PTRACE_PEEKDATA, pid, (void *)&word, NULL));
    remote.iov_base = (void *)8;
    printf("nowhere: %zd, ", process_vm_readv(pid, &local, 1, &remote, 1, 0));
    printf("%s\n", strerror(errno));
    remote.iov_base = (void *)-16l;
    printf("the last: %zd, ", process_vm_readv(pid, &local, 1, &remote, 1, 0));
    printf("%s\n", strerror(errno));
    kill(pid, SIGKILL);
    next("memory", pid);
}

/* One that is seized, and does not stop until it makes a child */
static void seized(void)
{
    pid_t pid = fork(), who;
    int status, children = 0;

    if (pid == 0) {
        usleep(100000);
        if (fork() == 0) {
            _exit(3);
        }
        wait(NULL);
        _exit(4);
    }
    go(PTRACE_SEIZE, pid, PTRACE_O_TRACEFORK);
    while ((who = waitpid(-1, &status, __WALL)) > 0) {
        if (!WIFSTOPPED(status)) {
            if (who == pid) {
                tell("seized", status);
            }
            continue;
        }
        children += who != pid && status >> 16 == PTRACE_EVENT_STOP;
        go(PTRACE_CONT, who, forwards(WSTOPSIG(status)));
    }
    printf("children: %d\n", children);
}

/* The same in an emulator that has put the program's memory elsewhere */
static void memory_elsewhere(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (sizeof(long) == 4) {
            setenv("QEMU_GUEST_BASE", "0x10000000", 1);
        }
        execl("/proc/self/exe", "ptrace-family", "memory", NULL);
        _exit(1);
    }
    next("elsewhere", pid);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        memory();
        return 0;
    }
    spawns();
    follow(spawns, PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE);
    follow(vforks, PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE);
    follow(vforks, PTRACE_O_TRACEVFORKDONE);
    follow(vforks, 0);
    one_memory();
    ended_by_another();
    files();
    memory();
    memory_elsewhere();
    seized();
    return 0;
}
