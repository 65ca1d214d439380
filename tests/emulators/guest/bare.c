/*
 * SPDX-License-Identifier: MIT
 *
 * A guest without a C library, for the CPUs that Debian has only a compiler
 * for. It prints what it found and computed; its exit status is the sum of the
 * loop that the machine code of the *.hex listings runs as well.
 *
 * Usage: bare "a b" ""
 * Output: see tests/emulators/guests.t, which compares every line.
 */
#include <stdint.h>

#if defined(__arm__) || defined(__sh__)
enum { NR_exit = 1, NR_write = 4, NR_uname = 122 };
#elif defined(__sparc__)
enum { NR_exit = 1, NR_write = 4, NR_uname = 189 };
#elif defined(__xtensa__)
enum { NR_exit = 118, NR_write = 13, NR_uname = 208 };
#else /* the common numbers of new CPUs */
enum { NR_exit = 93, NR_write = 64, NR_uname = 160 };
#endif

long syscall3(long number, long a, long b, long c);
void start_c(long *stack);

static unsigned length(const char *s)
{
    unsigned n = 0;

    while (s[n]) {
        n++;
    }
    return n;
}

static int same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void put(const char *s)
{
    syscall3(NR_write, 1, (long)s, length(s));
}

static void put_line(const char *name, const char *value)
{
    put(name);
    put(" ");
    put(value);
    put("\n");
}

static void put_hex(const char *name, uint64_t value)
{
    char digits[17];

    for (int i = 15; i >= 0; i--) {
        digits[i] = "0123456789abcdef"[value & 15];
        value >>= 4;
    }
    digits[16] = '\0';
    put_line(name, digits);
}

/* What the kernel put on the stack: argc, argv, a null pointer. */
static const char *arguments(long *stack)
{
    char **argv = (char **)(stack + 1);

    return stack[0] == 3 && same(argv[1], "a b") && !argv[2][0] && !argv[3]
               ? "ok"
               : "FAILED";
}

static const char *byte_order(void)
{
    volatile uint32_t word = 1;

    return *(volatile uint8_t *)&word ? "LSB" : "MSB";
}

/* The loop of the listings. */
static uint32_t sum32(void)
{
    volatile uint32_t start = 5381;
    uint32_t sum = start;

    for (uint32_t i = 1; i <= 1000; i++) {
        sum = sum * 33 ^ i;
    }
    return sum;
}

/* xorshift64 and an addition: shifts and carries across word boundaries. */
static uint64_t sum64(void)
{
    volatile uint64_t start = 0x0123456789abcdef;
    uint64_t sum = start;

    for (int i = 0; i < 1000; i++) {
        sum ^= sum << 13;
        sum ^= sum >> 7;
        sum ^= sum << 17;
        sum += 0x9e3779b97f4a7c15;
    }
    return sum;
}

/* The sieve of Eratosthenes: stores and loads of bytes. */
static unsigned primes(void)
{
    static volatile uint8_t composite[1000];
    unsigned count = 0;

    for (unsigned i = 2; i < 1000; i++) {
        if (composite[i]) {
            continue;
        }
        count++;
        for (unsigned j = 2 * i; j < 1000; j += i) {
            composite[j] = 1;
        }
    }
    return count;
}

void start_c(long *stack)
{
    static char uts[6][65]; /* struct new_utsname; [4] is the machine */
    uint32_t sum = sum32();

    syscall3(NR_uname, (long)uts, 0, 0);
    put_line("machine", uts[4]);
    put_line("arguments", arguments(stack));
    put_line("order", byte_order());
    put_hex("sum32", sum);
    put_hex("sum64", sum64());
    put_hex("primes", primes());
    syscall3(NR_exit, sum & 0x7f, 0, 0);
    for (;;) {
    }
}
