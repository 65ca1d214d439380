# SPDX-License-Identifier: MIT
# The facts of packaging/facts.sh, lines with tabs, as objects: the one place that knows their columns.

def fact_columns: {
    product: ["name", "version", "host", "created"],
    source: ["name", "version", "licence", "role", "file", "sha256", "url", "origin"],
    patch: ["name", "sha1", "sha256"],
    system: ["name", "version", "licence", "role", "purl"],
    file: ["name", "sha1", "sha256"]
};

# facts: of an array of lines, {KIND: [{NAME: VALUE}]}. An unknown kind, or another number of columns, is an error.
def facts:
    reduce (.[] | split("\t")) as $line (fact_columns | map_values([]);
        $line[0] as $kind | fact_columns[$kind] as $names
        | if ($names | length) + 1 != ($line | length) then error("not a fact: \($line | join(" "))") else . end
        | .[$kind] += [[$names, $line[1:]] | transpose | map({key: .[0], value: .[1]}) | from_entries]);
