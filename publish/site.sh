#!/bin/sh
# SPDX-License-Identifier: MIT
# make site: the documents as web pages, in site/ of the build tree.
#
#   site.sh [--url=URL]    URL: where the repositories will be; the lines to install from them have
#                          it
#
# Pandoc converts README.md and doc/*.md, with the template page.html, the style page.css and the
# filter page.lua; HACKING and NEWS are plain text. Where make bench has run, its plots are on the
# page of measurements. The pages need nothing from elsewhere, and no script.
# Input: $top_srcdir, $top_builddir. The same sources give the same pages.

set -eu
umask 022
LC_ALL=C.UTF-8
export LC_ALL
. "${top_srcdir:?}/tools/common.sh"
. "$top_srcdir/tools/manifest.sh"
# shellcheck disable=SC2034 # for die
me='make site'
url=
case ${1-} in --url=*) url=${1#--url=} ;; esac
command -v pandoc >/dev/null || die 1 'there is no pandoc (package pandoc)'
site=${top_builddir:?}/site
new=$site.new
rm -rf "$new"
trap 'rm -rf "$new"' EXIT
trap 'exit 130' HUP INT TERM
mkdir -p "$new/doc"
date=$(date -u -d "@$("$top_srcdir/tools/date.sh")" +%Y-%m-%d)

# plots: Markdown of the plots of make bench, which are copied; nothing if there are none.
plots()
{
    for plot in "$top_builddir"/bench/results/*.svg; do
        [ -f "$plot" ] || continue
        mkdir -p "$new/plots"
        cp "$plot" "$new/plots"
        plot=${plot##*/}
        printf '\n## Plot: %s\n\n![Times of %s programs](../plots/%s)\n' "${plot%.svg}" \
            "${plot%.svg}" "$plot"
    done
}

# page SOURCE TARGET ROOT: standard input is the text; ROOT leads from the page to index.html.
page()
{
    pandoc --from=gfm --to=html5 --standalone --no-highlight --wrap=none \
        --template="$top_srcdir/publish/page.html" --lua-filter="$top_srcdir/publish/page.lua" \
        --metadata=url:"${url%/}" --variable=root:"$3" \
        --variable=version:"$(manifest_release)" --variable=date:"$date" --output="$new/$2" ||
        die 1 "pandoc cannot convert $1"
}

page README.md index.html . <"$top_srcdir/README.md"
for document in "$top_srcdir"/doc/*.md; do
    name=${document##*/}
    {
        cat "$document"
        [ "$name" != measurements.md ] || plots
    } | page "doc/$name" "doc/${name%.md}.html" ..
done
for text in HACKING NEWS; do cp "$top_srcdir/$text" "$new/$text.txt"; done
cp "$top_srcdir/patches/README" "$new/patches.txt"
cp "$top_srcdir/publish/page.css" "$new/page.css"
rm -rf "$site"
mv "$new" "$site"
echo "  SITE       $(find "$site" -name '*.html' | wc -l) pages in $site"
