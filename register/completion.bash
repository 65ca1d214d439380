# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion of qemu-binfmt-conf for bash; CPUs come from the program's own table.

_qemu_binfmt_conf()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} word
    local options='--debian --systemd --qemu-path --qemu-suffix --exportdir --help --credential --persistent
        --preserve-argv0 --ignore-family --cpu= --unregister --status --verify --no-verify --list --dry-run --procdir=
        --root= --hold --exec --keep-ids --reset --force --version'

    # "=" is a word of its own for readline.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ $word == --exec ]]; then
            compopt -o default
            mapfile -t COMPREPLY < <(compgen -c -- "$current")
            return
        fi
    done
    case $previous in
        -c | -p | -g | -i | --credential | --persistent | --preserve-argv0 | --ignore-family)
            mapfile -t COMPREPLY < <(compgen -W 'yes no' -- "$current") ;;
        -s | --systemd)
            mapfile -t COMPREPLY < <(compgen -W "ALL $("$1" --list | awk 'NR > 1 { print $1 }')" -- "$current") ;;
        --cpu | --unregister)
            word=${current##*,}
            mapfile -t COMPREPLY < <(compgen -P "${current%"$word"}" \
                -W "ALL $("$1" --list | awk 'NR > 1 { for (i = 1; i <= NF; i++) if (i < 3 || i > 6) print $i }' | grep -v '^-')" -- "$word") ;;
        --status) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$current") ;;
        --list) mapfile -t COMPREPLY < <(compgen -W 'text json markdown' -- "$current") ;;
        -Q | -e | --qemu-path | --exportdir | --procdir | --root)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        *)
            mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace ;;
    esac
}
complete -F _qemu_binfmt_conf qemu-binfmt-conf
