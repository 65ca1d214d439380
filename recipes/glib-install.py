#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Installs libglib-2.0 (and gmodule.h, which QEMU includes) alone from glib's build folder: glib-install.py BUILD PREFIX

BUILD was configured for /usr; PREFIX is the folder that the files go to, and that the .pc file names.
What belongs to the library is read from meson's own list of installed files; a file of the list that is not
there (because its target was not built) is an error.
"""

import json
import pathlib
import re
import shutil
import sys

WANTED = re.compile(
    r'include/glib-2\.0/(glib/.*|glib(-unix)?\.h|gmodule\.h|gmodule/.*)|lib/glib-2\.0/include/.*'
    r'|lib/libglib-2\.0\.a|lib/pkgconfig/glib-2\.0\.pc')

build, prefix = map(pathlib.Path, sys.argv[1:])
listing = json.loads((build / 'meson-info/intro-installed.json').read_text())
count = 0
for source, dest in listing.items():
    name = pathlib.Path(dest).relative_to('/usr').as_posix()
    if WANTED.fullmatch(name):
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, prefix / name)
        count += 1
pc = prefix / 'lib/pkgconfig/glib-2.0.pc'
pc.write_text(re.sub(r'^prefix=.*', f'prefix={prefix}', pc.read_text(), flags=re.M))
if not (prefix / 'lib/libglib-2.0.a').exists():
    sys.exit('glib-install.py: the list of installed files has no libglib-2.0.a')
print(f'{count} files installed in {prefix}')
