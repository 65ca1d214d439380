# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The samples of bench/run that need more packages than a root has: in layers, see bench/layer.sh.
#
# Input: the variables of bench/run and bench/sample.sh; bench/packages.def.

# row_packages: those of the workload; nothing if it needs none.
row_packages()
{
    sed '/^#/d; s/ *| */|/g' "$here/packages.def" |
        awk -F '|' -v name="$name" '$1 == name { print $2 }'
}

# layer CPU: where the workload's packages are. Those that it installs itself are fetched into a
# layer without any others: what has to be installed with them depends on what is there.
layer()
{
    if [ "$how" = fetched ]; then
        echo "$QB_CACHE/bench/fetched-$(debian_arch "$1")"
    else
        packages "$1"
    fi
}

# prepare_layer CPU EMULATOR: the packages are there; false if not. EMULATOR is empty for this
# machine's.
prepare_layer()
{
    [ -z "$2" ] || rule "$1" "$2"
    mkdir -p "$(layer "$1")"
    (
        exec 7>"$(layer "$1").lock"
        flock -n 7 || {
            say "waiting for $(layer "$1").lock"
            flock 7
        }
        open_layer "$(root_path "$1")" "$(layer "$1")" || {
            note "$1: apt does not start in a root; see $(layer "$1").log"
            exit 1
        }
        has_packages "$(layer "$1")" "$(row_packages)" ||
            say "packages for $name, once; the log is $(layer "$1").log"
        [ "$how" = tools ] || set -- "$1" "$2" --download-only
        layer_rc=0
        add_packages "$(root_path "$1")" "$(layer "$1")" "$name" "$(row_packages)" "${3-}" ||
            layer_rc=$?
        case $layer_rc in
            0) ;;
            1) note "$1: Debian has not all of $(row_packages)" ;;
            *) note "$1: apt cannot get $(row_packages); see $(layer "$1").log" ;;
        esac
        exit $layer_rc
    )
}

# sample_layer CPU COMMAND...: in the folder /bench of the root with the layer, without a network;
# what it writes is thrown away. Only the command is measured, not what makes the root.
sample_layer()
{
    layer_cpu=$1
    shift
    make_scratch
    inside mkdir "$scratch/files" "$scratch/files/bench"
    inside cp -R "$tmp/in" "$tmp/spend" "$scratch/files/bench"
    (
        flock -s 7
        in_layers "$(layer "$layer_cpu")/files:$(root_path "$layer_cpu")" "$scratch" \
            /bench/spend -n "$times" -d /bench -o /bench/out "$@" 7>&-
    ) 7>"$(layer "$layer_cpu").lock"
    inside cat "$scratch/files/bench/out" >"$tmp/out"
    drop_scratch
}
