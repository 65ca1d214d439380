# SPDX-License-Identifier: MIT
# A bar for each emulator and workload: cpu time relative to the baseline. Input: data, cpu, columns, baseline. Output: SVG.
set terminal svg size 1200,500 dynamic background rgb 'white'
set datafile missing '?'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.8 border -1
set boxwidth 0.9
set grid y
set yrange [0:*]
set xtics rotate by 40 right noenhanced nomirror
set key top left noenhanced
set title 'guest '.cpu.': cpu time, relative to '.baseline.' (lower is faster)'
set xrange [-0.5:*]
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead dashtype 2 front
plot for [i = 2:columns] data using i:xtic(1) title columnheader(i)
