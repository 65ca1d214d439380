// SPDX-License-Identifier: MIT
// Loads each package of package.json.
'use strict';

const names = Object.keys(require('./package.json').dependencies);
const results = names.map((name, i) =>
    require(name).sorted([...Array(20).keys()].map((k) => (k * (i + 3)) % 23)));
console.log(names.length, JSON.stringify(results[0]), new Set(results.map(String)).size);
