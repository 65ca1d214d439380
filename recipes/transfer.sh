# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# How a file comes over the network: by $FETCH, or else by what configure has found ($FETCH_PROGRAM
# of settings.sh).
#
#   transfer_program    prints that program; nothing if there is none
#   transfer URL PART   one file into PART, going on where it broke off; bounded retries. Status:
#                       that of the program, which is curl, wget, or a command called as PROGRAM URL
#                       PART
# Input: $program, what transfer_program has printed.

transfer_program()
{
    echo "${FETCH:-${FETCH_PROGRAM-}}"
}

transfer()
{
    case ${program##*/} in
        curl)
            if [ -t 2 ]; then bar=--progress-bar; else bar=--silent; fi
            "$program" "$bar" --show-error --fail --location --continue-at - --retry 3 \
                --retry-delay 2 --connect-timeout 20 --speed-limit 1024 --speed-time 60 --output \
                "$2" "$1"
            ;;
        wget)
            if [ -t 2 ]; then bar=--show-progress; else bar=--no-verbose; fi
            "$program" --quiet "$bar" --continue --tries 3 --waitretry 2 --timeout 60 \
                --output-document "$2" "$1"
            ;;
        *) "$program" "$1" "$2" ;;
    esac
}
