#!/bin/sh
# SPDX-License-Identifier: MIT
# The products: stripped emulators in bin/ under their final names, with links for Debian's names.
#
# With --enable-debug-files the symbols go to debug/NAME.debug, found by build-id and by
# .gnu_debuglink.
#
# uses: lib | targets suffix aliases debug_files STRIP OBJCOPY

. "${top_srcdir:?}/recipes/lib.sh"
begin "$@"
! $up_to_date || exit 0
enter
bin=$top_builddir/bin
debug=$top_builddir/debug

# strip_all: every emulator from QEMU's build folder, into this one.
strip_all()
{
    for target in $targets; do
        program=qemu-$target$suffix
        if [ -n "$debug_files" ]; then
            $OBJCOPY --only-keep-debug --compress-debug-sections \
                "$top_builddir/work/qemu/qemu-$target" "new-debug/$program.debug"
        fi
        $STRIP -o "new-bin/$program" "$top_builddir/work/qemu/qemu-$target"
        [ -z "$debug_files" ] ||
            $OBJCOPY --add-gnu-debuglink="new-debug/$program.debug" "new-bin/$program"
    done
    for pair in $aliases; do
        ln -s "qemu-${pair#*=}$suffix" "new-bin/qemu-${pair%=*}$suffix"
    done
}

rm -rf new-bin new-debug
mkdir new-bin new-debug
step STRIP strip_all
rm -rf "$bin" "$debug"
mv new-bin "$bin"
[ -z "$debug_files" ] || mv new-debug "$debug"
finish
