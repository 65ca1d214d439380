# SPDX-License-Identifier: MIT
# php: numbers, strings, patterns, processes, with and without the JIT.
cat >t.php <<'P'
<?php
function fib($n) { return $n < 2 ? $n : fib($n - 1) + fib($n - 2); }
echo fib(21), " ", round(array_sum(array_map(fn($n) => 1 / $n, range(1, 5000))), 9), "\n";
$text = implode(" ", array_map(fn($n) => dechex($n * 7919 % 65521), range(1, 20000)));
echo preg_match_all('/([0-9a-f])\1/', $text), " ", hash("sha256", $text), " ", hash("crc32b", $text), "\n";
$words = explode(" ", $text); sort($words, SORT_STRING);
echo implode(",", array_slice($words, 0, 4)), " ", json_encode(["a" => [1, 2.5, null]]), "\n";
$p = proc_open(["sort", "-r"], [["pipe", "r"], ["pipe", "w"]], $pipes);
fwrite($pipes[0], "a\nb\n"); fclose($pipes[0]);
echo stream_get_contents($pipes[1]), proc_close($p), "\n";
echo bin2hex(pack("nNv", 1, 2, 3)), " ", serialize([1, "x"]), "\n";
P
php -n t.php
