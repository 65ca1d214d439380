# SPDX-License-Identifier: MIT
# Perl: numbers, patterns, packing, digests, processes, pipes, sockets, signals.
perl -MDigest::SHA=sha256_hex -MPOSIX -e '
    printf "%.10f %.10f %d\n", exp 1, atan2(1, 1) * 4, 2 ** 40;
    my %count; $count{length()}++ for map { "x" x ($_ * 7 % 13) } 1 .. 5000;
    print join(" ", map { "$_=$count{$_}" } sort { $a <=> $b } keys %count), "\n";
    my $text = join " ", map { sprintf "%05x", $_ * 2654435761 % 1048573 } 1 .. 20000;
    my $n = () = $text =~ /([0-9])\1|(?<=a)[b-f]+/g;
    print "$n ", sha256_hex($text), " ", sha256_hex(pack "n*N*w*", 1 .. 999), "\n";
    for my $i (1 .. 3) {
        defined(my $pid = fork) or die; exit $i unless $pid;
        waitpid $pid, 0; print "child ", $? >> 8, "\n";
    }
    kill USR1 => $$ if $SIG{USR1} = sub { print "signal $_[0]\n" };
    print `printf "a\nb\n" | sort -r`, strftime("%F %T", gmtime 1e9), "\n";
    print "missing ", system("/nonexistent/program") == -1 ? "-1" : $?, "\n";'
perl -MIO::Socket::INET -e '
    my $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;
    if (!fork) { my $c = IO::Socket::INET->new("127.0.0.1:" . $l->sockport); print $c "hello\n"; exit }
    my $c = $l->accept; print "server: ", <$c>; wait; print "child $?\n";'
