# SPDX-License-Identifier: MIT
# What every system has: tar with attributes, the compressors, checksums, awk, sort, bash.
mkdir t && for n in $(seq 40); do seq "$n" $((n * 300)) >"t/$n"; done
setfattr -n user.a -v b t/1 2>/dev/null
tar --sort=name --mtime=2001-02-03 --owner=0 --group=0 --numeric-owner -cf t.tar t
cksum <t.tar
for c in gzip xz zstd; do
    $c -q -c <t.tar >t.$c && $c -d -q -c <t.$c | cmp - t.tar && echo $c
done
xz -T1 -c t.tar | cksum
sha256sum t.tar && sha512sum t.tar | cut -c1-32 && b2sum t.tar | cut -c1-32
mkdir u && tar --xattrs -C u -xf t.tar && diff -r t u/t && echo same
cat t/* | sort -n | uniq -c | sort -k1,1nr -k2,2n | head -n 2
awk 'BEGIN { for (i = 1; i < 20000; i++) s += sin(i) * i; printf "%.8f\n", s }'
bash -c 'declare -A a; for ((i = 0; i < 3000; i++)); do a[$((i % 97))]+=x; done
    echo ${#a[@]} ${#a[5]}; coproc cat; echo through >&${COPROC[1]}; read -r x <&${COPROC[0]}; echo $x
    printf "%(%F)T %q\n" 86400 "a b"; trap "echo trapped" USR1; kill -USR1 $$; echo {1..4}'
find . -newermt 2001-02-02 ! -newermt 2001-02-04 | wc -l
openssl dgst -sha3-256 t.tar | sed 's/.*= //'
