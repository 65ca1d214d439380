#!/bin/sh
# SPDX-License-Identifier: MIT
# make site, in a real browser: no broken link, nothing wider than a phone, text that can be read in
# light and dark, no script, nothing from elsewhere. A page with all of these defects is noticed.
#
# QB_PICTURES names a directory for pictures of the pages.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/publish.sh"
need_prog pandoc chromium python3
b=$tmp/build
mkdir -p "$b/bench/results"
# As make bench leaves them
echo '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="500"/>' \
    >"$b/bench/results/aarch64.svg"

ok "make site" env top_srcdir="$top_srcdir" top_builddir="$b" "$top_srcdir/publish/site.sh" \
    --url=https://host.example/path/
site=$b/site
is "$(cd "$site" && find . -name '*.html' | wc -l | tr -d ' ')" \
    "$(($(find "$top_srcdir/doc" -name '*.md' | wc -l) + 1))" "a page for each document"
is "$(find "$site" -name '*.md')" "" "and no document as it is written"
for file in sources repo; do
    like "$site/doc/publishing.html" "https://host.example/path/qemu-user-static\\.$file" \
        "the line that installs has the address of the .$file file"
done
mv "$site" "$tmp/first"
env top_srcdir="$top_srcdir" top_builddir="$b" "$top_srcdir/publish/site.sh" \
    --url=https://host.example/path >/dev/null
ok "the same sources give the same pages" diff -r "$tmp/first" "$site"

# browse: what is wrong with the pages in $www, one line each; then the numbers.
browse()
{
    (cd "$www" && find . -name '*.html' | sed 's,^\./,,' | sort) >"$tmp/paths"
    # shellcheck disable=SC2046 # names of ours
    timeout 300 python3 "$here/browser.py" "$(command -v chromium)" "$tmp/profile" "$address/" \
        ${QB_PICTURES:+"--pictures=$QB_PICTURES"} $(cat "$tmp/paths") >"$tmp/browsed" \
        2>"$tmp/browser.err" ||
        framework_failure_ "the browser: $(tail -n 3 "$tmp/browser.err")"
}
rmdir "$www"
cp -R "$site" "$www"
serve
browse
is "$(sed '$d' "$tmp/browsed")" "" "Chromium finds no defect: $(tail -n 1 "$tmp/browsed")"
like "$tmp/browsed" "^$(wc -l <"$tmp/paths" | tr -d ' ') pages, [0-9]{2,} links, [0-9]{3,} texts" \
    "on pages, links and texts"
like "$www/doc/measurements.html" '<img src="\.\./plots/aarch64\.svg"' "the plots are there"

# Such a page is noticed.
unset QB_PICTURES
rm -rf "${www:?}"/*
cat >"$www/bad.html" <<'END'
<!DOCTYPE html>
<html lang="en"><head><meta name="viewport" content="width=device-width"><title>t</title></head>
<body style="background: #fff">
<p id="here" style="color: #999">pale</p>
<p style="width: 500px">wide</p>
<p><a href="#there">no place</a> <a href="none.html">no page</a> <a href="#here">a place</a></p>
<img src="none.png" alt="none">
<script>1</script>
</body></html>
END
browse
for defect in '[0-9]+ px wide in a window' 'beyond the edge: P wide' 'contrast 2\.8.: pale' \
    'no such place: .*#there' 'no such page: .*none\.html' 'no picture: .*none\.png' 'a script' \
    'light and dark are the same'; do
    like "$tmp/browsed" "$defect" "a bad page: $defect"
done
unlike "$tmp/browsed" '#here' "but not what is right"
done_testing
