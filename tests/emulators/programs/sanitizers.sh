# SPDX-License-Identifier: MIT
# Sanitizers: what AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer find.
cat >p.c <<'C'
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char global[10];
static __attribute__((noinline)) int overflow(int x)
{
    return x + INT_MAX;
}
int main(int argc, char **argv)
{
    char *heap = malloc(10), stack[10];
    volatile int n = argc + 8;

    memset(stack, 0, sizeof(stack));
    switch (argv[1][0]) {
    case 'h': heap[n] = 1; break;
    case 's': stack[n] = 1; break;
    case 'g': global[n] = 1; break;
    case 'f': free(heap); heap[0] = 1; break;
    case 'd': free(heap); free(heap); break;
    case 'l': heap = NULL; break;
    case 'u': n = overflow(argc); n = 1 << (argc + 30); break;
    case 'n': *(volatile int *)NULL = 1; break;
    }
    printf("%p", (void *)heap == NULL ? heap : stack);
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
gcc -g -O1 -fsanitize=address,undefined -fno-omit-frame-pointer -w -o p p.c || exit
for case in heap stack global freed double leak undefined null; do what $case 2; done
what correct 2
