/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU's user mode: how many instructions a program executes, for
 * bench/foreign.
 *
 * A block counts what it has when it begins, which is exact but for blocks that
 * a signal leaves. With blocks=on there is a line for each block, to tell what
 * executes them: its address, its instructions, and how often it was executed.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

struct block {
    struct block *next;
    uint64_t address, instructions;
    qemu_plugin_u64 executed;
};

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static const char *output;
static bool with_blocks;
static qemu_plugin_u64 total;
static struct block *blocks;

static qemu_plugin_u64 new_counter(void)
{
    return qemu_plugin_scoreboard_u64(
        qemu_plugin_scoreboard_new(sizeof(uint64_t)));
}

static void translated(struct qemu_plugin_tb *tb, void *unused)
{
    uint64_t instructions = qemu_plugin_tb_n_insns(tb);
    struct block *block;

    (void)unused;
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(
        tb, QEMU_PLUGIN_INLINE_ADD_U64, total, instructions);
    if (!with_blocks || !(block = calloc(1, sizeof(*block)))) {
        return;
    }
    block->address = qemu_plugin_tb_vaddr(tb);
    block->instructions = instructions;
    block->executed = new_counter();
    block->next = blocks;
    blocks = block;
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(
        tb, QEMU_PLUGIN_INLINE_ADD_U64, block->executed, 1);
}

static void finish(void *unused)
{
    FILE *file = fopen(output, "a");

    (void)unused;
    if (!file) {
        return;
    }
    fprintf(file, "total %" PRIu64 "\n", qemu_plugin_u64_sum(total));
    if (with_blocks) {
        fprintf(file, "code %" PRIx64 " %" PRIx64 "\n",
                qemu_plugin_start_code(), qemu_plugin_end_code());
    }
    for (struct block *block = blocks; block; block = block->next) {
        uint64_t executed = qemu_plugin_u64_sum(block->executed);

        if (executed) {
            fprintf(file, "block %" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
                    block->address, block->instructions, executed);
        }
    }
    fclose(file);
}

/* Arguments: to=FILE, which the result is added to; blocks=on for a line for
 * each block, too. */
QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                           const qemu_info_t *info, int argc,
                                           char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "to=", 3) == 0) {
            output = strdup(argv[i] + 3);
        } else if (strcmp(argv[i], "blocks=on") == 0) {
            with_blocks = true;
        } else {
            return -1;
        }
    }
    if (!output) {
        return -1;
    }
    total = new_counter();
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
    qemu_plugin_register_atexit_cb(id, finish, NULL);
    return 0;
}
