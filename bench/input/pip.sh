# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Builds and installs the Python package part-$1, and those that it depends on, from source: for
# each of them pip starts several processes.
set -e
pip install --no-index --find-links in/pip --no-build-isolation --break-system-packages \
    --no-cache-dir --root-user-action ignore --target site "part-$1" >pip.log 2>&1 || {
    tail -n 20 pip.log >&2
    exit 1
}
find site -name '*.py' | sort
PYTHONPATH=site python3 -c "import part_$1.last as part; print(part.summary())"
