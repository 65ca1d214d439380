# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Fifty commands like those of a Dockerfile's RUN, each a program or a few: what users build images
# with is many short processes of different programs.
set -e
rm -rf commands
mkdir -p commands/etc/app commands/bin commands/share/doc commands/var/lib
cd commands
env -i PATH="$PATH" LC_ALL=C TZ=UTC sort /etc/passwd >etc/passwd
cp -a /etc/debian_version etc/
install -m 755 /bin/true bin/app
ln -s app bin/app-1.0
printf 'name=app\nversion=1.0\nport=8080\n' >etc/app/app.conf
sed -i -e 's/8080/80/' -e '/^#/d' etc/app/app.conf
grep -q '^port=80$' etc/app/app.conf
awk -F = '{ print $2 }' etc/app/app.conf
tr '[:lower:]' '[:upper:]' <etc/app/app.conf
cut -d = -f 1 etc/app/app.conf | paste -s -d ,
chmod 640 etc/app/app.conf
stat -c '%a %s' etc/app/app.conf
touch -d 2020-01-01 etc/app/app.conf
date -u -r etc/app/app.conf +%F
id -u
getent passwd root
basename "$(readlink -f bin/app-1.0)"
dirname /usr/share/app/file
factor 42
seq 1 20 | tac | head -n 3
echo 'text to be compressed' >share/doc/README
gzip -n share/doc/README
zcat share/doc/README.gz
xz --check=crc32 -c etc/passwd | wc -c | grep -c .
tar -cf app.tar --owner=0 --group=0 --mtime=2020-01-01 etc/app bin share
tar -tf app.tar | sort
mkdir unpacked
tar -xf app.tar -C unpacked
diff -r etc/app unpacked/etc/app
sha256sum etc/app/app.conf
md5sum <etc/app/app.conf
base64 etc/app/app.conf
find . -type f -name '*.conf' -exec cat {} +
find . -type l -print0 | xargs -0 ls -d
du -s unpacked >/dev/null
mktemp -d tmp.XXXXXX >/dev/null
dpkg --compare-versions 1.0 lt 1.1
dpkg --print-architecture >/dev/null
dpkg-query -W -f '${Package}\n' dpkg
apt-config dump | grep -c '^APT::' >/dev/null
ldd bin/app >/dev/null
perl -e 'print join("-", sort { $a <=> $b } 3, 20, 1), "\n"'
python3 -c 'import json; print(json.dumps({"app": [1, 2]}))'
bash -c 'for i in a b; do echo "$i"; done'
test -x bin/app
bin/app
nl etc/app/app.conf
cmp etc/app/app.conf unpacked/etc/app/app.conf
rm -rf unpacked app.tar tmp.*
