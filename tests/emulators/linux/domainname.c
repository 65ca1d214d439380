/*
 * SPDX-License-Identifier: MIT
 *
 * getdomainname is a call of its own on some CPUs.
 *
 * cpus: common sparc64 sparc32plus alpha
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
    char name[65] = "?";
    struct utsname uts;

    uname(&uts);
    printf("getdomainname %d", getdomainname(name, sizeof(name)));
    printf(" %d\n", !strcmp(name, uts.domainname));
    return 0;
}
