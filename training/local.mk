# SPDX-License-Identifier: MIT
# What the emulators are trained with (--enable-pgo); recipes/profile.sh uses it.

EXTRA_DIST += %D%/guest.c %D%/train.sh
