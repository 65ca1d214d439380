# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Readers of patches/series, the order of the queue. Input: $top_srcdir.
#
# series_names TOPICS
#   prints the patches in their order, one a line, as paths below patches/ (TOPIC/NAME.patch): those
#   of these topics (words), or of 'all'. A patch outside of a topic, as tests make them, belongs to
#   every choice. Comments, empty lines and quilt's options behind a name are left out.
# series_topics
#   prints the topics in their order on one line; each may need those before it.

series_names()
{
    sed 's/[[:blank:]].*//; /^#/d; /^$/d' "${top_srcdir:?}/patches/series" |
        awk -F / -v topics="$1" 'topics == "all" || NF == 1 || index(" " topics " ", " " $1 " ")'
}

series_topics()
{
    series_names all |
        awk -F / 'NF > 1 && !seen[$1]++ { printf "%s%s", sep, $1; sep = " " } END { print "" }'
}
