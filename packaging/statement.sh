# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The parts of a provenance (in-toto statement, SLSA 1) that packages and images share; sourced
# after tools/common.sh. packaging/provenance.jq gives it its form.
#
#   revision           the commit of our sources, with -dirty if they have been changed since;
#                      nothing if they are not in git
#   build_of PLATFORM  a JSON object: the platform, and the emulators and flags of the build tree
#                      whose recipes/settings.sh has been read
#   statement FACTS    the statement, from standard input, {subjects: [{name, digest}], type, what
#                      was run, parameters, revision, builder}, and the facts of facts.sh

# in_git ARGUMENT...: git about our sources.
in_git()
{
    [ ! -e "$top_srcdir/.git" ] || git -C "$top_srcdir" "$@" 2>/dev/null || :
}
revision()
{
    commit=$(in_git rev-parse HEAD)
    [ -z "$(in_git status --porcelain --untracked-files=no)" ] || commit=$commit-dirty
    echo "$commit"
}

# shellcheck disable=SC2154 # the settings
build_of()
{
    all_flags="$CFLAGS $LDFLAGS$harden_cflags$speed_cflags$size_cflags$size_ldflags${lto:+ -flto}"
    # shellcheck disable=SC2016 # $ is jq's
    jq -n -c --arg platform "$1" --arg targets "$targets" \
        --arg flags "$(echo "$all_flags" | tr -s ' ')" \
        '{$platform, targets: ($targets | split(" ")), $flags}'
}

statement()
{
    jq -R -n -S -c -L "$top_srcdir/packaging" --argjson about "$(cat)" \
        -f "$top_srcdir/packaging/provenance.jq" "$1"
}
