/*
 * SPDX-License-Identifier: MIT
 *
 * Whether rules outlive us.
 */
#ifndef REGISTER_LASTING_H
#define REGISTER_LASTING_H

#include "instance.h"

/* True if the rules stay when this program has ended. */
bool instance_lasts(const Instance *instance);

#endif
