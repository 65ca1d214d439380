/*
 * SPDX-License-Identifier: MIT
 *
 * What harness.c prints, and the hash of what it does not. No C library: in a
 * handler its state may be anything.
 */
static char text[8192];
static unsigned length;

static void flush(void)
{
    put_bytes(text, length);
    length = 0;
}

static void put(char c)
{
    if (length == sizeof(text)) {
        flush();
    }
    text[length++] = c;
}

static void put_text(const char *s)
{
    while (*s) {
        put(*s++);
    }
}

static void put_hex(uint64_t value, int digits)
{
    while (digits--) {
        put("0123456789abcdef"[value >> (4 * digits) & 15]);
    }
}

/* @a % @n, and @a / @n: some CPUs divide by a function of a library only. */
static uint32_t modulo(uint32_t a, uint32_t n, uint32_t *quotient)
{
    uint32_t rest = 0, q = 0;

    for (int i = 31; i >= 0; i--) {
        rest = rest << 1 | (a >> i & 1);
        q <<= 1;
        if (rest >= n) {
            rest -= n;
            q |= 1;
        }
    }
    if (quotient) {
        *quotient = q;
    }
    return rest;
}

static void put_number(uint32_t value)
{
    char digits[10];
    int n = 0;

    do {
        digits[n++] = '0' + modulo(value, 10, &value);
    } while (value);
    while (n) {
        put(digits[--n]);
    }
}

static uint64_t hash;

static void mix(uint64_t value)
{
    uint32_t low = hash, high = hash >> 32;

    low = (low ^ (uint32_t)value) * 0x9e3779b1u;
    low ^= low >> 15;
    high = (high ^ (uint32_t)(value >> 32)) * 0x85ebca6bu;
    high ^= high >> 13;
    hash =
        ((uint64_t)low << 32 | high) + ((((uint64_t)high << 3) - high) ^ low);
}
