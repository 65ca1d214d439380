# SPDX-License-Identifier: MIT
# gcc: C with link-time optimisation and OpenMP, make, archives, what gcc prints about an error.
cat >main.c <<'C'
#include <stdio.h>
double work(int n);
int main(void)
{
    double sum = 0;
#pragma omp parallel for reduction(+ : sum) num_threads(4)
    for (int i = 0; i < 20000; i++)
        sum += (int)work(i);
    printf("%.0f\n", sum);
    return 0;
}
C
cat >work.c <<'C'
#include <math.h>
double work(int n)
{
    return sqrt(n) * 10 + n % 7;
}
C
cat >Makefile <<'M'
CFLAGS = -O2 -flto -fopenmp -ffp-contract=off
p: main.o libwork.a
	gcc $(CFLAGS) -o p main.o libwork.a -lm
libwork.a: work.o
	gcc-ar rcs $@ work.o
%.o: %.c
	gcc $(CFLAGS) -c $<
M
make -s -j2 && ./p
echo 'int f(void) { return x; }' >wrong.c
gcc -c wrong.c 2>&1 | grep -c error:
gcc -O2 -static -o s main.c work.c -lm && ./s
