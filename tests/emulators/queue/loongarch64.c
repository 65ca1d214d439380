/*
 * SPDX-License-Identifier: MIT
 *
 * The loongarch64 host's host_signal_write(), run on any host: it must tell
 * the stores from the loads among the vector instructions that TCG emits.
 */

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The context of a signal as far as the header looks at it. */
typedef struct {
    struct {
        uintptr_t __pc;
    } uc_mcontext;
    sigset_t uc_sigmask;
} fake_ucontext;

#define ucontext_t fake_ucontext
#include "host-signal.h"

static const struct {
    uint32_t insn;
    bool store;
    const char *name;
} insns[] = {
    { 0x2c000000, false, "vld" },        { 0x2c400000, true, "vst" },
    { 0x2c800000, false, "xvld" },       { 0x2cc00000, true, "xvst" },
    { 0x30100000, false, "vldrepl.d" },  { 0x30800000, false, "vldrepl.b" },
    { 0x31100000, true, "vstelm.d" },    { 0x31200000, true, "vstelm.w" },
    { 0x31400000, true, "vstelm.h" },    { 0x31800000, true, "vstelm.b" },
    { 0x32100000, false, "xvldrepl.d" }, { 0x33100000, true, "xvstelm.d" },
    { 0x33800000, true, "xvstelm.b" },   { 0x38400000, false, "vldx" },
    { 0x38440000, true, "vstx" },        { 0x38480000, false, "xvldx" },
    { 0x384c0000, true, "xvstx" },       { 0x28800000, false, "ld.w" },
    { 0x29800000, true, "st.w" },
};

int main(void)
{
    int wrong = 0;

    for (size_t i = 0; i < sizeof(insns) / sizeof(*insns); i++) {
        /* Registers and offsets must not matter. */
        for (uint32_t operands = 0; operands < 0x8000; operands += 0x7fff) {
            uint32_t insn = insns[i].insn | operands;
            fake_ucontext uc = { .uc_mcontext.__pc = (uintptr_t)&insn };

            if (host_signal_write(NULL, &uc) != insns[i].store) {
                printf("%s (%08x) is taken for a %s\n", insns[i].name, insn,
                       insns[i].store ? "load" : "store");
                wrong = 1;
            }
        }
    }
    return wrong;
}
