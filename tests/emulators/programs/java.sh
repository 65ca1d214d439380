# SPDX-License-Identifier: MIT
# OpenJDK: javac, the compilers, threads, collectors, processes, streams.
cat >T.java <<'J'
import java.io.IOException;
import java.security.MessageDigest;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

public class T {
    static int work(int n) {
        int s = n;
        for (int i = 0; i < 3000000; i++)
            s = s * 31 + (i ^ s >>> 7);
        return s;
    }

    public static void main(String[] a) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> sums = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int n = i;
            sums.add(pool.submit(() -> work(n)));
        }
        for (Future<Integer> f : sums)
            System.out.print(f.get() + " ");
        pool.shutdown();
        System.out.println(IntStream.range(0, 200000).parallel().filter(n -> n % 7 == 3).count());
        Map<String, byte[]> garbage = new HashMap<>();
        for (int i = 0; i < 200000; i++)
            garbage.put("k" + i % 500, new byte[1000]);
        System.out.println(garbage.size());
        System.out.println(HexFormat.of().formatHex(
            MessageDigest.getInstance("SHA-256").digest("text".repeat(9999).getBytes())));
        Process p = new ProcessBuilder("sh", "-c", "cat; exit 5").start();
        p.getOutputStream().close();
        System.out.println("process " + p.waitFor());
        try {
            new ProcessBuilder("/nonexistent").start();
        } catch (IOException e) {
            System.out.println("no such program");
        }
        Object none = null;
        try {
            none.hashCode();
        } catch (NullPointerException e) {
            System.out.println("null pointer");
        }
        try {
            deep(0);
        } catch (StackOverflowError e) {
            System.out.println("stack overflow");
        }
    }

    static int deep(int n) {
        return deep(n + 1) + 1;
    }
}
J
javac T.java && java T && java -XX:+UseParallelGC -Xmx200m T | tail -n 1
