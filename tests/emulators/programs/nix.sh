# SPDX-License-Identifier: MIT
# nix: a build in its sandbox, of namespaces and a filter of seccomp.
mkdir -p /nix/store /etc/nix
cat >/etc/nix/nix.conf <<'END'
build-users-group =
sandbox = true
sandbox-fallback = false
sandbox-paths = /bin /lib /usr /etc/alternatives
filter-syscalls = true
substituters =
END
[ ! -e /lib64 ] || sed -i 's,^sandbox-paths.*,& /lib64,' /etc/nix/nix.conf
cat >build.sh <<'END'
PATH=/usr/bin:/bin
id -u
pwd
hostname
ls / | grep -v '^lib64$' | tr '\n' ' '
echo
ls /sys/class/net 2>/dev/null
cat /proc/self/status | grep -E '^(NoNewPrivs|Seccomp):'
touch x && chmod 4755 x
echo "set-user-ID $?"
chmod 755 x
echo "chmod $?"
touch /usr/x 2>/dev/null
echo "written outside $?"
{ printf 'int main(void) { return 7; }\n'; } >x.c
env | grep -E '^(NIX_BUILD_TOP|HOME|TMPDIR)='
mkdir $out
echo built >$out/file
END
cat >default.nix <<'END'
{ fail ? false }:
derivation {
  name = "thing";
  system = builtins.currentSystem;
  builder = "/bin/sh";
  args = [ ./build.sh ];
  result = if fail then "1" else "0";
}
END
nix-build default.nix >out 2>log
echo "status $?"
sed 's/^thing> //' log | grep -v '^this derivation\|^building\|^  /nix\|warning'
cat result/file
nix-store --verify --check-contents 2>&1 | grep -c error
sed -i 's/^mkdir.*/exit 3/' build.sh
nix-build default.nix 2>&1 | grep -c 'exit code 3'
