# SPDX-License-Identifier: MIT
# ruby: numbers, threads, fibers, processes, pipes, digests, garbage collection.
ruby -rdigest -rjson -rset -e '
    puts Math.gamma(4.5).round(12), (1..5000).sum { |n| 1.0 / n }, 3**200 % 1_000_007
    puts (1..4).map { |n| Thread.new { (1..2000).inject(:*).digits.sum + n } }.map(&:value).inspect
    f = Fiber.new { 3.times { |i| Fiber.yield i }; :done }
    puts 4.times.map { f.resume }.inspect
    words = 20_000.times.map { |n| (n * 2654435761 % 1048573).to_s(36) }
    puts Digest::SHA256.hexdigest(words.sort.uniq.to_json), words.grep(/a(.)\1/).size
    pid = fork { exit 7 }; Process.wait pid; puts $?.exitstatus
    puts IO.popen(%w[sort -n], "r+") { |io| io.puts [3, 1, 2]; io.close_write; io.read.split.inspect }
    begin; Process.spawn "/nonexistent"; rescue => e; puts e.class; end
    trap("USR1") { puts "signal" }; Process.kill "USR1", $$; sleep 0.1
    200_000.times { |n| [n.to_s] * 3 }; GC.start; puts GC.count > 0'
