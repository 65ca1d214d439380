# SPDX-License-Identifier: MIT
# Makes the tables of bench/run from its samples. Called by bench/report.sh.
#
# Input: about, workloads (bench/workloads.def), targets (bench/targets.def), notes, samples.csv, in this order, each
# announced by kind=. Variables: summary, the CSV file to write. Output: the tables in Markdown.
#
# A ratio is the median of the ratios of each round, since the samples of one round were taken one after the other; of
# instructions there is one count. To be precise where a machine is shared, "cpu" is user + system time.

function trim(s) { gsub(/^ +| +$/, "", s); return s }

# sorted(list): the numbers of list, which are separated by spaces, in v[1..n]; returns n.
function sorted(list, n, i, j, x) {
    n = split(list, v, " ")
    for (i = 2; i <= n; i++) {
        x = v[i] + 0
        for (j = i - 1; j > 0 && v[j] + 0 > x; j--) v[j + 1] = v[j]
        v[j + 1] = x
    }
    return n
}
function median(list, n) {
    n = sorted(list)
    if (!n) return ""
    return n % 2 ? v[(n + 1) / 2] + 0 : (v[n / 2] + v[n / 2 + 1]) / 2
}

# ratio(measure, key, emulator): of that emulator to the baseline; "" if either has no sample.
function ratio(measure, key, e, i, list, a, b) {
    if (bad[key, e] || bad[key, baseline]) return ""
    for (i = 0; i <= rounds; i++) {
        a = value[measure, key, e, i]; b = value[measure, key, baseline, i]
        if (a != "" && b != "" && b > 0) list = list " " a / b
    }
    return median(list)
}
function all(measure, key, e, i, list) {
    for (i = 0; i <= rounds; i++)
        if (value[measure, key, e, i] != "") list = list " " value[measure, key, e, i]
    return list
}

# Numbers as people read them: three digits.
function show(x) {
    if (x == "") return "-"
    if (x >= 1000) return sprintf("%.0f", x)
    if (x >= 100) return sprintf("%.1f", x)
    if (x >= 1) return sprintf("%.2f", x)
    return sprintf("%.4f", x)
}
function cell(measure, key, e, list, n, unit) {
    if (bad[key, e]) return bad[key, e]
    list = all(measure, key, e)
    if (list == "") return "-"
    unit = measure == "instructions" ? 1e6 : measure == "memory" ? 1024 : 1
    n = sorted(list)
    return n == 1 ? show(v[1] / unit) : sprintf("%s (%s–%s)", show(median(list) / unit), show(v[1] / unit), show(v[n] / unit))
}

# table(guest, measure, title): one table, of the workloads that have this measure.
function table(g, measure, title, i, e, key, any, head, rule, line) {
    for (i = 1; i <= workloads; i++) {
        key = name[i] SUBSEP g
        if (!(key in seen) || (measure == "memory") != (part[name[i]] == "memory") && measure != "instructions") continue
        if (measure == "instructions" && !counted[key]) continue
        if (!any++) {
            head = "| workload | N |"; rule = "|---|--:|"
            for (e = 1; e <= emulators; e++)
                if (has[g, emulator[e]]) { head = head " " emulator[e] " |"; rule = rule "--:|" }
            for (e = 1; e <= emulators; e++)
                if (has[g, emulator[e]] && emulator[e] != baseline && emulator[e] != "native") {
                    head = head " " emulator[e] " / " baseline " |"; rule = rule "--:|"
                }
            printf "\n%s, %s:\n\n%s\n%s\n", g, title, head, rule
        }
        line = "| " name[i] " | " (measure == "instructions" ? counted[key] : amount[key]) " |"
        for (e = 1; e <= emulators; e++)
            if (has[g, emulator[e]]) line = line " " cell(measure, key, emulator[e]) " |"
        for (e = 1; e <= emulators; e++)
            if (has[g, emulator[e]] && emulator[e] != baseline && emulator[e] != "native")
                line = line " " (ratio(measure, key, emulator[e]) == "" ? "-" : sprintf("%.2f", ratio(measure, key, emulator[e]))) " |"
        print line
    }
}

# target(i): one row of the table of targets.
function target(i, f, n, w, g, x, key, sum, count, wanted, result, guest_list, what) {
    n = split(goal[i], f, "|")
    what = " " trim(f[4]) " "
    for (w = 1; w <= workloads && trim(f[2]) != "absolute"; w++) {
        if (!index(what, " " name[w] " ") && !index(what, " " part[name[w]] " ")) continue
        for (g = 1; g <= guests; g++) {
            if (trim(f[5]) == "others" ? guest[g] == "aarch64" : guest[g] != trim(f[5])) continue
            if (cpus[name[w]] != "all" && !index(" " cpus[name[w]] " ", " " guest[g] " ")) continue
            wanted++
            x = ratio(trim(f[3]), name[w] SUBSEP guest[g], ours)
            if (x == "") continue
            count++
            sum += log(x)
            if (count == 1 || x > worst) { worst = x; where = name[w] (trim(f[5]) == "others" ? " " guest[g] : "") }
        }
    }
    if (trim(f[2]) == "absolute") {
        result = bytes[trim(f[3])]
        if (result == "") { verdict(f, "-", "not run" why[trim(f[3])]); return }
        verdict(f, sprintf("%.1f", result / 1e6), result / 1e6 <= f[6] ? "met" : "not met")
    } else if (!count || ours == baseline)
        verdict(f, "-", "not run")
    else {
        result = trim(f[2]) == "worst" ? worst : exp(sum / count)
        verdict(f, sprintf("%.2f", result) (trim(f[2]) == "worst" ? " (" where ")" : ""),
            (result <= f[6] ? "met" : "not met") (count < wanted ? sprintf(", %d of %d workloads run", count, wanted) : ""))
    }
}
function verdict(f, result, text) {
    printf "| %s | %s | %s | ≤ %s | %s |\n", trim(f[1]), trim(f[2]) == "absolute" ? "size" : trim(f[3]), result, trim(f[6]), text
}

kind == "about" {
    split($0, f, "|")
    if (f[1] == "emulator") {
        emulator[++emulators] = f[2]
        about = about sprintf("| %s | %s | %d of %d | %.1f%s |\n", f[2], f[3], f[5], f[6], f[4] / 1e6, f[7] == "no" ? ", not stripped" : "")
        if (emulators == 1) {
            ours = f[2]
            if (f[5] == f[6] && f[7] == "yes") bytes["emulators"] = f[4]
            else why["emulators"] = f[7] == "no" ? " (not stripped)" : " (" f[5] " of " f[6] " built)"
        }
    }
    if (f[1] == "baseline") baseline = f[2]
    if (f[1] == "deb") bytes["deb"] = f[2]
    if (f[1] == "peer-deb") peer_deb = f[2]
    if (f[1] == "root") roots = roots sprintf("%s %s %s", roots ? "," : "", f[2], f[3])
    if (f[1] == "rounds") rounds = f[2]
    if (f[1] == "machine") machine = f[2]
}
/^#/ { next }
kind == "workloads" { split($0, f, "|"); name[++workloads] = trim(f[1]); part[trim(f[1])] = trim(f[2]); cpus[trim(f[1])] = trim(f[4]) }
kind == "targets" && !/^[^|]*[|] *(most|least) / { goal[++goals] = $0 } # those are of make check-speed
kind == "notes" { notes = notes "- " $0 "\n" }
kind == "guests" { guests = split($0, guest, " ") }
kind == "samples" && FNR > 1 {
    split($0, f, ",")
    key = f[1] SUBSEP f[3]
    seen[key] = 1
    has[f[3], f[4]] = 1
    if (f[4] == "native") native = 1
    round = f[5] == "callgrind" ? 0 : f[5]
    if (f[13] == "differs") bad[key, f[4]] = "differs"
    else if (f[13] != 0) bad[key, f[4]] = "failed"
    if (round) {
        amount[key] = f[6]
        value["wall", key, f[4], round] = f[8]
        value["cpu", key, f[4], round] = f[9] + f[10]
        value["memory", key, f[4], round] = f[11]
    } else {
        counted[key] = f[6]
        value["instructions", key, f[4], 0] = f[12]
    }
}

END {
    if (native) emulator[++emulators] = "native"
    printf "# Speed of the emulators\n\n%s; %d rounds.\n\n", machine, rounds
    print "Medians (smallest–largest) of the rounds, in seconds for one run. cpu is user + system time, children included."
    print "Ratios are medians of each round's ratio: below 1 is faster.\n"
    print "| emulators | version | CPUs | MB |\n|---|---|--:|--:|"
    printf "%s", about
    if (bytes["deb"]) printf "\nOur Debian package: %.1f MB.\n", bytes["deb"] / 1e6
    if (peer_deb) printf "\n%s's package: %.1f MB.\n", baseline, peer_deb / 1e6
    if (roots) printf "\nDebian roots:%s.\n", roots
    if (notes) printf "\nNot as it should be:\n\n%s", notes
    printf "\n## Targets: %s to %s\n\n| target | measure | result | limit | |\n|---|---|--:|--:|---|\n", ours, baseline
    for (i = 1; i <= goals; i++) target(i)
    print "workload,part,guest,emulator,cpu,wall,memory,instructions,cpu_ratio,wall_ratio,instructions_ratio" >summary
    for (g = 1; g <= guests; g++) {
        some = 0
        for (e = 1; e <= emulators; e++) some += has[guest[g], emulator[e]]
        if (!some) continue
        printf "\n## Guest %s\n", guest[g]
        table(guest[g], "instructions", "million instructions of the emulator (callgrind)")
        table(guest[g], "cpu", "cpu seconds")
        table(guest[g], "wall", "wall seconds")
        table(guest[g], "memory", "largest resident set, MiB")
        for (w = 1; w <= workloads; w++)
            for (e = 1; e <= emulators; e++) {
                key = name[w] SUBSEP guest[g]
                if (!(key in seen) || all("wall", key, emulator[e]) == "") continue
                x = name[w] "," part[name[w]] "," guest[g] "," emulator[e]
                x = x "," median(all("cpu", key, emulator[e])) "," median(all("wall", key, emulator[e]))
                x = x "," median(all("memory", key, emulator[e])) "," value["instructions", key, emulator[e], 0]
                print x "," ratio("cpu", key, emulator[e]) "," ratio("wall", key, emulator[e]) "," ratio("instructions", key, emulator[e]) >summary
            }
    }
}
