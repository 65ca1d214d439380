/*
 * SPDX-License-Identifier: MIT
 *
 * keyctl(): a public key, what the kernel can do, and payloads in parts.
 */
#define _GNU_SOURCE
#include "outcome.h"
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/*
 * openssl genrsa -out key 512; echo '[req] distinguished_name=n [n]' | tr ' '
 * '\n' >conf; openssl req -config conf -x509 -key key -sha256 -days 36500 -subj
 * /CN=t -outform DER
 */
static const uint8_t certificate[] = {
    0x30, 0x82, 0x01, 0x16, 0x30, 0x81, 0xc1, 0x02, 0x14, 0x02, 0x81, 0xc9,
    0x55, 0xbe, 0x6d, 0x01, 0xa5, 0xaa, 0x03, 0x4f, 0x1d, 0xcf, 0xb6, 0x72,
    0x7b, 0x91, 0x8f, 0x86, 0xf0, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48,
    0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00, 0x30, 0x0c, 0x31, 0x0a,
    0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 0x74, 0x30, 0x20,
    0x17, 0x0d, 0x32, 0x36, 0x31, 0x31, 0x32, 0x38, 0x31, 0x30, 0x32, 0x32,
    0x33, 0x39, 0x5a, 0x18, 0x0f, 0x32, 0x31, 0x32, 0x36, 0x31, 0x31, 0x30,
    0x34, 0x31, 0x30, 0x32, 0x32, 0x33, 0x39, 0x5a, 0x30, 0x0c, 0x31, 0x0a,
    0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 0x74, 0x30, 0x5c,
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
    0x01, 0x05, 0x00, 0x03, 0x4b, 0x00, 0x30, 0x48, 0x02, 0x41, 0x00, 0xbf,
    0x3d, 0xd6, 0x06, 0xe3, 0xa3, 0xe0, 0xad, 0xf2, 0x0f, 0xc5, 0x17, 0x52,
    0xe2, 0x66, 0x6a, 0x9b, 0x0b, 0x8a, 0x63, 0x6b, 0xc9, 0x63, 0xaf, 0x50,
    0xbe, 0x85, 0x48, 0x16, 0x52, 0x06, 0x31, 0xf8, 0x50, 0x8f, 0xcd, 0x40,
    0x1c, 0x94, 0x06, 0xe1, 0xf5, 0xee, 0x48, 0xc3, 0xfa, 0x10, 0x3f, 0x8a,
    0xe5, 0x5e, 0x97, 0x4e, 0x55, 0xf9, 0xa8, 0x2c, 0x05, 0x98, 0x1d, 0x2a,
    0x1c, 0x2f, 0xe1, 0x02, 0x03, 0x01, 0x00, 0x01, 0x30, 0x0d, 0x06, 0x09,
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00, 0x03,
    0x41, 0x00, 0x13, 0xd3, 0x43, 0x62, 0x7a, 0x46, 0x33, 0xbf, 0xb3, 0x13,
    0xb4, 0xe2, 0x78, 0x19, 0xc4, 0x9d, 0x0a, 0xe3, 0xbb, 0xf2, 0x4d, 0x92,
    0x32, 0xa6, 0xea, 0x39, 0x3d, 0xcc, 0x77, 0x36, 0x53, 0x8b, 0x39, 0xdd,
    0x2c, 0xa4, 0xb9, 0xf3, 0x18, 0xd4, 0xa9, 0x7f, 0xa3, 0x9b, 0x20, 0x9f,
    0xce, 0x4e, 0x05, 0xd7, 0x45, 0xa2, 0xab, 0x97, 0x76, 0x73, 0xbd, 0x18,
    0x7e, 0x93, 0x66, 0xe9, 0xe7, 0x01,
};

/* printf 'a message' | openssl dgst -sha256 -binary; with -sign key instead */
static const uint8_t digest[] = {
    0xf5, 0x3c, 0x09, 0xca, 0x39, 0x71, 0x7a, 0x45, 0xc6, 0x2d, 0x9a,
    0xca, 0x8f, 0x81, 0x13, 0xed, 0xdb, 0xfd, 0x5f, 0x81, 0xdc, 0xab,
    0x0b, 0x33, 0xb1, 0xc1, 0x83, 0x40, 0x75, 0x22, 0x5e, 0x68,
};

static const uint8_t signature[] = {
    0x45, 0x23, 0x42, 0x68, 0xc1, 0x81, 0x44, 0x87, 0xe6, 0xa0, 0x15,
    0x42, 0x3e, 0x01, 0x95, 0xc2, 0x90, 0xd6, 0x88, 0x53, 0xc9, 0x01,
    0x2e, 0xc2, 0xf3, 0x7a, 0xd5, 0x24, 0x2a, 0x3a, 0xd0, 0xc6, 0xda,
    0xf6, 0x3f, 0x65, 0x1d, 0x8c, 0x34, 0x4b, 0x68, 0xf0, 0x6a, 0x7d,
    0x57, 0x1a, 0xb1, 0xb7, 0x74, 0xc7, 0x8f, 0x65, 0x20, 0x3f, 0xe5,
    0x98, 0x28, 0x81, 0x86, 0x80, 0x90, 0x95, 0xe2, 0xdf,
};

/* Operations of keyctl(2) */
enum {
    JOIN = 1,
    INSTANTIATE_IOV = 20,
    DH_COMPUTE = 23,
    QUERY = 24,
    ENCRYPT,
    DECRYPT,
    SIGN,
    VERIFY,
    CAPABILITIES = 31,
};

/* Arguments of the calls with a public key. */
struct params {
    int32_t key;
    uint32_t in, out, spare[7];
};

static long keyctl(int op, long a, const void *b, long c, const void *d)
{
    return syscall(SYS_keyctl, op, a, b, c, d);
}

static long apply(int op, struct params *p, const char *how, const void *in,
                  const void *out)
{
    return syscall(SYS_keyctl, op, p, how, in, out);
}

static void query(int key)
{
    struct {
        uint32_t can, bits;
        uint16_t data, signature, encrypted, decrypted;
        uint32_t spare[10];
    } q = { 0 };
    long ret = syscall(SYS_keyctl, QUERY, key, 0L, "enc=raw", &q);

    printf("query %s: %x, %u bits, ", outcome(ret), q.can, q.bits);
    printf("%u %u %u %u\n", q.data, q.signature, q.encrypted, q.decrypted);
    ret = syscall(SYS_keyctl, QUERY, key, 1L, "enc=raw", &q);
    printf("with a password %s\n", outcome(ret));
    ret = syscall(SYS_keyctl, QUERY, key, 0L, NULL, &q);
    printf("without a string %s\n", outcome(ret));
    ret = syscall(SYS_keyctl, QUERY, key, 0L, "enc=raw", NULL);
    printf("to nowhere %s\n", outcome(ret));
}

static void verify(int key)
{
    static const char how[] = "enc=pkcs1 hash=sha256";
    struct params p = { key, sizeof(digest), sizeof(signature), { 0 } };
    uint8_t other[sizeof(digest)] = { 0 };

    printf("verify %s\n", outcome(apply(VERIFY, &p, how, digest, signature)));
    printf("another %s\n", outcome(apply(VERIFY, &p, how, other, signature)));
    printf("nothing %s\n", outcome(apply(VERIFY, &p, how, NULL, signature)));
    printf("no size %s\n", outcome(apply(VERIFY, NULL, how, other, signature)));
    p.in = 100000;
    printf("too much %s\n", outcome(apply(VERIFY, &p, how, other, signature)));
    p.in = sizeof(digest);
    p.spare[0] = 1;
    printf("spare %s\n", outcome(apply(VERIFY, &p, how, digest, signature)));
}

static void encrypt(int key)
{
    struct params p = { key, 64, 64, { 0 } };
    uint8_t in[64] = { 0 }, out[64] = { 0 };
    unsigned sum = 0;
    long ret;

    in[62] = 3;
    ret = apply(ENCRYPT, &p, "enc=raw", in, out);
    for (int i = 0; i < 64; i++) {
        sum = sum * 31 + out[i];
    }
    printf("encrypt %ld %s %x\n", ret, outcome(ret), sum);
    ret = apply(ENCRYPT, &p, "enc=raw", in, NULL);
    printf("to nowhere %s\n", outcome(ret));
    printf("decrypt %s\n", outcome(apply(DECRYPT, &p, "enc=raw", out, in)));
    printf("sign %s\n", outcome(apply(SIGN, &p, "enc=raw", in, out)));
    p.key = -77;
    printf("no key %s\n", outcome(apply(SIGN, &p, "enc=raw", in, out)));
}

static void capabilities(void)
{
    uint8_t caps[64], rest = 0;
    long ret;

    memset(caps, 0xff, sizeof(caps));
    ret = keyctl(CAPABILITIES, (long)caps, (void *)60, 0, NULL);
    for (int i = ret < 0 ? 0 : ret; i < 60; i++) {
        rest |= caps[i];
    }
    /* Notifications come through a pipe, which not all can read. */
    printf("capabilities %ld: %x %x, rest %x %x\n", ret, caps[0], caps[1] & ~4,
           rest, caps[60]);
    memset(caps, 0xff, sizeof(caps));
    ret = keyctl(CAPABILITIES, (long)caps, (void *)1, 0, NULL);
    printf("short %ld: %x\n", ret, caps[1]);
    ret = keyctl(CAPABILITIES, 0, NULL, 0, NULL);
    printf("none %ld\n", ret);
    ret = keyctl(CAPABILITIES, 0, (void *)8, 0, NULL);
    printf("nowhere %s\n", outcome(ret));
}

/* Without a request there is nothing to instantiate. */
static void vector(void)
{
    struct iovec v[2] = { { "one", 3 }, { "two", 3 } };
    long ret = keyctl(INSTANTIATE_IOV, 1, v, 2, NULL);

    printf("instantiate %s\n", outcome(ret));
    ret = keyctl(INSTANTIATE_IOV, 1, NULL, 0, NULL);
    printf("nothing %s\n", outcome(ret));
    ret = keyctl(INSTANTIATE_IOV, 1, (void *)1, 2, NULL);
    printf("nowhere %s\n", outcome(ret));
    v[1].iov_len = -1;
    ret = keyctl(INSTANTIATE_IOV, 1, v, 2, NULL);
    printf("too much %s\n", outcome(ret));
}

int main(void)
{
    long ring = keyctl(JOIN, 0, NULL, 0, NULL);
    int32_t numbers[3], key;
    uint8_t buf[16];

    key = syscall(SYS_add_key, "asymmetric", "", certificate,
                  (long)sizeof(certificate), ring);
    printf("key %s\n", outcome(key));
    query(key);
    verify(key);
    encrypt(key);
    capabilities();
    vector();
    for (int i = 0; i < 3; i++) {
        numbers[i] = key;
    }
    printf("Diffie-Hellman %s\n",
           outcome(keyctl(DH_COMPUTE, (long)numbers, buf, sizeof(buf), NULL)));
    printf("unknown %s\n", outcome(keyctl(1000, 0, NULL, 0, NULL)));
    return 0;
}
