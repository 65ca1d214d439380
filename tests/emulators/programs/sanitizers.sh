# SPDX-License-Identifier: MIT
# LeakSanitizer, which traces the process at its end, and UndefinedBehaviorSanitizer.
cat >p.c <<'C'
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
static int numbers[10];
static __attribute__((noinline)) int overflow(int x)
{
    return x + INT_MAX;
}
int main(int argc, char **argv)
{
    char *heap = malloc(10);
    volatile int n = argc + 8;

    switch (argv[1][0]) {
    case 'i': n = numbers[n]; break;
    case 'l': heap = NULL; break;
    case 'o': n = overflow(argc); break;
    case 's': n = 1 << (argc + 30); break;
    }
    printf("%p", heap);
    free(heap);
    return 0;
}
C
# what CASE: the kind of error, where in the program, and the status
what()
{
    echo "- $1"
    ./p "$@" >out 2>log
    echo "status $?"
    sed -nE 's/^==[0-9]+==ERROR: ([A-Za-z]+: [a-z-]+).*/\1/p
        /runtime error|^SUMMARY/{s/0x[0-9a-f]+/ADDRESS/g;s|/tmp/t/||;p}
        s/^ +#[0-9]+ .* in ([a-z]+) .*p\.c:([0-9]+).*/at \1 \2/p' log
}
gcc -g -O1 -fsanitize=undefined,leak -fno-omit-frame-pointer -w -o p p.c || exit
for case in leak index overflow shift correct; do what $case 2; done
