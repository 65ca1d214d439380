# SPDX-License-Identifier: MIT
# gdb: breakpoints, steps, calls into the program, watchpoints, threads, core files, registers.
cat >p.c <<'C'
#include <pthread.h>
#include <stdlib.h>
volatile int counter;
double ratio = 0.75;
pthread_barrier_t all;
int f(int x)
{
    int y = x * 3;

    counter += y;
    return y + 1;
}
double half(double x)
{
    return x / 2;
}
void *work(void *arg)
{
    f(*(int *)arg);
    pthread_barrier_wait(&all);
    pthread_barrier_wait(&all);
    return NULL;
}
int main(int argc, char **argv)
{
    static int numbers[] = { 1, 2 };
    pthread_t t[2];

    ratio = half(f(4));
    pthread_barrier_init(&all, NULL, 3);
    for (int i = 0; argc > 2 && i < 2; i++)
        pthread_create(&t[i], NULL, work, &numbers[i]);
    if (argc > 2) {
        pthread_barrier_wait(&all);
        abort();
    }
    return counter;
}
C
gcc -g -O0 -o p p.c -pthread
# debug ARGUMENT...: what gdb prints with these and the commands of standard input, without what
# differs: addresses, threads' numbers, and what is in libraries.
debug()
{
    cat >commands
    gdb -nx -q --batch -iex 'set debuginfod enabled off' -iex 'set width 0' \
        -iex 'set print thread-events off' -iex 'set print inferior-events off' \
        -x commands "$@" 2>&1 |
        sed -E '/^\[Thread debugging|^Using host|^\[Current thread|^warning: Memory read/d
            / in .* from |^ +Id +Target|pthread_|^$/d
            s/0x[0-9a-f]+/ADDRESS/g; s/(LWP|process) [0-9]+/\1/; s/^#[0-9]+ +(ADDRESS in )?/from /'
}
echo '- one thread'
debug --args ./p one <<'G'
break f
run
backtrace
info breakpoints
step
next
print y
set var y = 20
delete
print f(1)
print half(5.0)
print $_siginfo.si_signo
finish
set can-use-hw-watchpoints 0
watch ratio
continue
info watchpoints
delete
continue
G
echo '- threads, which end in a core file'
debug --args ./p two threads <<'G'
run
thread apply all backtrace
thread 2
gcore core
G
debug ./p core <<'G'
thread apply all backtrace
print counter
G
# registers ARGUMENT...: whether there are as many as a CPU has, all of them with values
registers()
{
    gdb -nx -q --batch -iex 'set debuginfod enabled off' "$@" >registers 2>&1
    grep -c '^[a-z].*unavailable' registers
    awk '/^[a-z][a-z0-9_]* +[^ ]/ { n++ } END { print (n > 30 ? "many" : n + 0) }' registers
    ! grep -i error registers
}
echo '- registers'
registers -ex 'break f' -ex run -ex 'info all-registers' ./p
registers -ex 'info all-registers' ./p core
