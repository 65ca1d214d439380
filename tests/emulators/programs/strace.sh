# SPDX-License-Identifier: MIT
# strace: a pipeline and its children, threads, calls that fail or do not happen, signals,
# a process that runs already, counts.
cat >p.c <<'C'
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *work(void *arg)
{
    syscall(SYS_gettid);
    return arg;
}
static volatile sig_atomic_t got;
static void handler(int sig)
{
    got = sig;
}
int main(int argc, char **argv)
{
    pthread_t t[3];
    int fd;

    for (int i = 0; i < 3; i++) {
        pthread_create(&t[i], NULL, work, NULL);
        pthread_join(t[i], NULL);
    }
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    for (int i = 0; i < 5; i++)
        syscall(SYS_getppid);
    fd = openat(AT_FDCWD, "/nonexistent", O_RDONLY | O_CLOEXEC, 0);
    fprintf(stderr, "open %s, ", fd < 0 ? strerror(errno) : "works");
    errno = 0;
    fd = syscall(SYS_getpgid, 0);
    fprintf(stderr, "getpgid %d %s, signal %d\n", fd > 0, strerror(errno), got == SIGUSR1);
    write(1, "text\n", 5);
    return 3;
}
C
gcc -o p p.c -pthread
# plain FILE...: lines of logs, without what differs, and without calls that strace does not know
plain()
{
    sed -E '/^syscall_/d; s/0x[0-9a-f]+/ADDRESS/g; s/(si_)?(pid|uid|status)=[0-9]+/\1\2/g
        s/, si_utime=.*\}/}/
        s/, ADDRESS \/\*.*//; s/\b(getppid|gettid|getpgid)\((.*)\) += [0-9]+$/\1(\2) = NUMBER/
        s/ +(= )/ \1/; s/tgkill\([0-9]+, [0-9]+/tgkill(/' "$@"
}
echo '- pipeline'
strace -ff -qq -o log.pipe -e trace=execve,exit_group \
    sh -c '/bin/echo c a b | tr " " "\n" | sort; exit 4'
echo "status $?"
plain log.pipe.* | sort
echo '- threads'
strace -ff -o log.threads ./p
echo "status $?"
for log in $(ls log.threads.* | sort -t . -k 3n); do
    plain "$log" | grep -E '^(getppid|gettid|tgkill)|nonexistent|^write\(1|^[-+]'
done
grep -cE 'clone3?\(' log.threads.* | grep -c ':3$'
echo '- injected'
strace -o log -e inject=getpgid:error=EPERM -e inject=getppid:signal=USR1:when=2 ./p
grep -c '^--- SIGUSR1' log
grep INJECTED log
strace -o log -e inject=getpgid:retval=7:delay_exit=1000 -e inject=openat:error=EMFILE:when=3 ./p
grep INJECTED log | plain
strace -qq -o log -e inject=write:error=ENOSPC:when=2 sh -c 'echo one; echo two; echo three'
echo "status $?"
echo '- a signal ends it'
strace -o log sh -c 'kill -TERM $$'
echo "status $?"
plain log | tail -n 2
echo '- attached'
mkfifo pipe
# attached OPTION...: strace of a shell that runs already, with these; its log is "log".
attached()
{
    sh -c 'read -r line <pipe; for i in 1 2 3 4 5; do cd /usr; done; exit 5' &
    pid=$!
    strace -o log "$@" -p $pid 2>/dev/null &
    tracer=$!
    until grep -q '^TracerPid:.*[1-9]' /proc/$pid/status; do sleep 0.1; done
    echo go >pipe
    wait $pid
    echo "status $?"
    wait $tracer
}
attached
plain log | grep -E '^(read\(0|chdir|exit|[-+])'
# Not from the start: counting crashes on a call that strace does not know, as riscv_hwprobe.
echo '- counts'
attached -c
awk '$NF == "chdir" { print $NF, $4 }' log
