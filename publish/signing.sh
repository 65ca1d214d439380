# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Signatures by one OpenPGP key of the caller, made by gpg and verified by gpgv; sourced.
#
#   signing_key KEY        finds the one secret key that KEY names: $fingerprint, $key_name
#   export_key DIRECTORY   its public half, as NAME.asc for people and dnf, NAME.gpg for gpgv
#   sign_detached FILE     FILE.asc;  sign_clear FILE SIGNED: the text with its signature
#   verify FILE [SIGNED]   by the exported key in $keyring alone, as a user would
#
# A passphrase is asked for by gpg's agent. Everything ends the caller if it goes wrong.

name=qemu-user-static

signing_key()
{
    [ -n "$1" ] || die 2 'no key to sign with' "make repository KEY=FINGERPRINT URL=ADDRESS" \
        "'gpg --list-secret-keys' shows those that you have"
    keys=$(gpg --batch --with-colons --list-secret-keys -- "$1" 2>/dev/null) ||
        die 1 "gpg has no secret key '$1'" "'gpg --list-secret-keys' shows those that you have"
    # The fingerprint of each primary key follows its line.
    fingerprint=$(printf '%s\n' "$keys" |
        awk -F : '$1 == "sec" { on = 1 } $1 == "fpr" && on { print $10; on = 0 }')
    [ "$(printf '%s\n' "$fingerprint" | wc -l)" -eq 1 ] ||
        die 1 "'$1' names more than one secret key: give the fingerprint" "$fingerprint"
    key_name=$(printf '%s\n' "$keys" | awk -F : '$1 == "uid" { print $10; exit }')
}

export_key()
{
    keyring=$1/$name.gpg
    for form in no-armor armor; do
        [ "$form" = armor ] && file=$1/$name.asc || file=$keyring
        gpg --batch --export-options export-minimal "--$form" --export "$fingerprint" >"$file" ||
            die 1 "gpg cannot export $fingerprint"
    done
}

sign()
{
    gpg --quiet --yes --digest-algo SHA512 --local-user "$fingerprint" "$@" ||
        die 1 "gpg cannot sign with $fingerprint ($key_name)"
}
sign_detached()
{
    sign --armor --output "$1.asc" --detach-sign "$1"
}
sign_clear()
{
    sign --output "$2" --clear-sign "$1"
}

verify()
{
    gpgv --quiet --keyring "$keyring" "$@" >/dev/null 2>"$work/gpgv" ||
        die 1 "the new signature of $1 is not valid" "$(cat "$work/gpgv")"
}
