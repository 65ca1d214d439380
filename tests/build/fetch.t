#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch.sh against origins good and bad: what it takes, resumes, refuses, says, and leaves behind.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
. "$(dirname "$0")/../lib/origin.sh"
upstream="upstream $sum $url"
debian="debian $debian_sum $pool"
settings

# A good fetch
origins "$upstream/good/$file" "$debian"
ok "an archive is fetched from upstream" "$fetch" thing "$stamp"
like "$tmp/ok.out" "^  FETCH      thing 1\.0  $url/good/$file\$" "one line tells what is fetched"
holds "$file" "the download folder holds it and nothing else"
is "$(cat "$stamp")" "$folder/$file" "the stamp tells where it is"
asked "good $file" "it was asked for once"
ok "a second call succeeds" "$fetch" thing "$stamp"
asked "good $file" "the second call asks for nothing"
origins "$upstream/moved/$file"
ok "a redirection is followed" "$fetch" thing
holds "$file" "and ends in the right file"

# The origins, one after the other
origins "$upstream/none/$file" "$debian"
settings "debian_mirror='$dead/debian $url/good/debian/'"
ok "upstream lacks it: the Debian mirrors have it" "$fetch" thing "$stamp"
holds "$debian_file" "Debian's file is there under its own name"
is "$(cat "$stamp")" "$folder/$debian_file" "the stamp names Debian's file"
asked "none $file,good $debian_file" "upstream was asked first"
mkdir "$tmp/bin"
printf '#!/bin/sh\necho "%s/good/debian/"\n' "$url" >"$tmp/bin/apt-get"
chmod +x "$tmp/bin/apt-get"
origins "$upstream/none/$file" "$debian"
settings "debian_mirror=''"
ok "the mirrors are those of apt's configuration" env PATH="$tmp/bin:$PATH" "$fetch" thing
holds "$debian_file" "and are used"
settings

# Going on where a transfer broke off
origins "$upstream/good/$file"
part 300000
ok "a broken transfer goes on" "$fetch" thing
holds "$file" "the whole is right"
asked "good $file bytes=300000-" "only the rest is asked for"
origins "$upstream/good/$file"
part 1000000
ok "a transfer that was complete but not renamed is taken" "$fetch" thing
holds "$file" "it is right"
asked "" "nothing is asked for"
for manner in whole refuse; do
    origins "$upstream/$manner/$file"
    part 300000
    ok "$manner: a server that cannot go on is asked for the whole" "$fetch" thing
    holds "$file" "$manner: the whole is right"
done
for size in 5000 2000000; do
    origins "$upstream/good/$file"
    mkdir "$folder"
    head -c "$size" /dev/zero >"$folder/$file.part"
    ok "$size bytes of something else in the way: the whole is fetched" "$fetch" thing
    holds "$file" "$size bytes of something else: the whole is right"
done

# Wrong content
wrong=$(printf %064d 7)
origins "upstream $wrong $url/good/$file" "debian $wrong $pool"
settings "debian_mirror='$url/good'"
fails 5 "a wrong sum everywhere is status 5" "$fetch" thing "$stamp"
like "$tmp/fails.out" "wrong sum: $url/good/$file\$" "the message names the address"
like "$tmp/fails.out" "expected sha256 $wrong\$" "the sum that was expected"
like "$tmp/fails.out" "got sha256 $sum \(1000000 bytes\)\$" "the sum and the size that it has"
like "$tmp/fails.out" "put $file \(sha256 $wrong\) into $folder, or .*--with-distfiles" \
    "and what to do by hand"
unlike "$tmp/fails.out" 'web page' "an archive is not called a web page"
holds "neither file is left"
ok "no stamp is left" test ! -e "$stamp"
origins "upstream $wrong $url/good/$file" "$debian"
ok "a wrong sum upstream: Debian's file is taken" "$fetch" thing
holds "$debian_file" "and no other is left"
settings
origins "$upstream/page/$file"
fails 5 "a web page with status 200 is status 5" "$fetch" thing
like "$tmp/fails.out" 'it is a web page, not an archive' "the message says what it is"
holds "the page is not left"
origins "$upstream/short/$file"
fails 4 "a body shorter than its length is status 4" "$fetch" thing
like "$tmp/fails.out" 'not fetched \(curl: status 18\)' "the message has the program and its status"
holds "$file.part" "what came is kept, but not under the final name"
sed "s,/short/,/good/," "$QB_MANIFEST" >"$tmp/manifest.new"
mv "$tmp/manifest.new" "$QB_MANIFEST"
: >"$requests"
ok "the next call goes on with it" "$fetch" thing
asked "good $file bytes=500000-" "and asks for the other half"
holds "$file" "nothing else is left"

# No content
origins "$upstream/none/$file" "$debian"
fails 4 "404 everywhere is status 4" "$fetch" thing "$stamp"
like "$tmp/fails.out" '^fetch thing: no origin could be reached' "the message says it"
like "$tmp/fails.out" "put $file \(sha256 $sum\) into $folder" \
    "and what to do by hand with upstream's file"
like "$tmp/fails.out" "put $debian_file \(sha256 $debian_sum\) into $folder" "or with Debian's"
holds "nothing is left"
asked "none $file,none $debian_file" "each origin was asked once"
origins "upstream $sum $dead/$file"
fails 4 "no network is status 4" "$fetch" thing
holds "nothing is left then"

# A manifest that is wrong
for bad in "upstream $url/good/$file" "upstream 1234 $url/good/$file" \
    "upstream SKIP $url/good/$file" "upstream $sum" "upstream ${sum%?}g $url/good/$file" ""; do
    origins "$bad"
    fails 3 "no valid sum is status 3: '$(echo "$bad" | cut -c 1-24)'" "$fetch" thing
    like "$tmp/fails.out" "$QB_MANIFEST lacks a sha256" "the message names the manifest"
    asked "" "nothing is asked for"
done
fails 2 "an unknown source is status 2" "$fetch" thin
like "$tmp/fails.out" 'fetch thin: no such source' "the message names it"
like "$tmp/fails.out" 'it has: other thing' "and those that are known"
fails 1 "no source at all is status 1" "$fetch"
origins "$upstream/good/$file"
settings "FETCH_PROGRAM=''"
fails 1 "no program to fetch with is status 1" "$fetch" thing
like "$tmp/fails.out" 'curl.*wget' "the message names the programs that would do"
settings

# Files at hand
at_hand="$tmp/files at hand"
mkdir "$at_hand"
cp "$www/$debian_file" "$at_hand"
settings "distfiles='$at_hand'"
origins "$upstream/good/$file" "$debian"
ok "an archive at hand needs no network; its folder may have spaces" \
    env FETCH=false "$fetch" thing "$stamp"
is "$(cat "$stamp")" "$at_hand/$debian_file" "the stamp names the file at hand"
holds "nothing is copied"
printf x >>"$at_hand/$debian_file"
cp "$at_hand/$debian_file" "$tmp/before"
fails 5 "a file at hand that is wrong is status 5, network or not" "$fetch" thing "$stamp"
like "$tmp/fails.out" "wrong sum: $at_hand/$debian_file\$" "the message names the file"
like "$tmp/fails.out" "expected sha256 $debian_sum\$" "the sum that was expected"
like "$tmp/fails.out" "got sha256 $(sha256sum <"$tmp/before" | cut -d ' ' -f 1) \(900001 bytes\)" \
    "the sum that it has"
like "$tmp/fails.out" 'remove or replace that file' "and what to do"
ok "the file is untouched" cmp "$tmp/before" "$at_hand/$debian_file"
asked "" "the network is not asked"
settings
origins "$upstream/good/$file"
mkdir "$folder"
echo junk >"$folder/$file"
ok "a wrong file in the download folder is put aside" "$fetch" thing
like "$tmp/ok.out" "wrong sum: $folder/$file" "the message names it"
holds "$file" "$file.wrong" "the right one takes its place"

# Other programs
cat >"$tmp/get" <<END
#!/bin/sh
cat >/dev/null
echo "\$#: \$1 \$2" >"$tmp/called"
[ "\$1" = "$url/none/$file" ] || exit 9
cp "$www/$file" "\$2"
END
chmod +x "$tmp/get"
origins "$upstream/good/$file" "$upstream/none/$file"
ok "another program is called" env FETCH="$tmp/get" "$fetch" thing
is "$(cat "$tmp/called")" "2: $url/none/$file $folder/$file.part" "with the address and the file"
holds "$file" "and what it brings is taken, though it read its standard input"
if ! command -v wget >/dev/null; then
    skip "wget" "no wget"
    done_testing
fi
tools_without curl
settings "FETCH_PROGRAM='wget'"
origins "$upstream/none/$file" "$debian"
fails 4 "wget: 404 everywhere is status 4" env PATH="$tools" "$fetch" thing
holds "wget: nothing is left"
origins "$upstream/good/$file"
ok "wget: an archive is fetched without curl" env PATH="$tools" "$fetch" thing
holds "$file" "wget: it is right"
for manner in good whole refuse; do
    origins "$upstream/$manner/$file"
    part 300000
    ok "wget: a broken transfer is completed by the manner '$manner'" "$fetch" thing
    holds "$file" "wget: the whole is right by the manner '$manner'"
    [ "$manner" != good ] || asked "good $file bytes=300000-" "wget: only the rest is asked for"
done
origins "upstream $wrong $url/good/$file"
fails 5 "wget: a wrong sum is status 5" "$fetch" thing
holds "wget: the wrong file is not left"
origins "upstream $sum $dead/$file"
fails 4 "wget: no network is status 4" "$fetch" thing
done_testing
