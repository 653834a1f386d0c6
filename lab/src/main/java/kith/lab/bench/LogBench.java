package kith.lab.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.log.GraphImage;
import kith.log.StoredRun;
import kith.log.Verified;

/// What the log costs beside the disk and the signatures: writing, replaying and asking, a million
/// changes of one run each. `./dev bench log`.
///
/// The bare SHA-256 of the same bytes stands beside it: nothing that hashes can be faster.
public final class LogBench {
    private static final int CHANGES = 1_000_000;
    private static final int CONTENT_BYTES = 24;
    private static final int ROUNDS = 5;
    private static final Bytes SPACE = Bytes.wrap(new byte[32]);
    private static final long START = 1_800_000_000_000L << 16;

    private LogBench() {}

    private static final class JdkHasher implements Hasher {
        private final MessageDigest digest;

        JdkHasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException never) {
                throw new IllegalStateException(never);
            }
        }

        @Override
        public Bytes sha256(byte[] from, int start, int end) {
            digest.update(from, start, end - start);
            return Bytes.wrap(digest.digest());
        }
    }

    public static void main(String[] args) {
        print("two bare SHA-256 of their sizes", LogBench::hashOnly);
        for (int authors : new int[] {1, 2, 100}) {
            List<Bytes> records = new ArrayList<>(CHANGES);
            String by = " (" + authors + (authors == 1 ? " author)" : " authors)");
            print("compose, append, write" + by, () -> write(authors, records));
            print("read" + by, () -> read(records));
            print("read, hash, replay" + by, () -> replay(authors, records));
            ChangeGraph graph = replayed(authors, records);
            print("a question" + by, () -> ask(graph));
            print("image written and read" + by, () -> image(graph));
        }
    }

    private static void print(String what, LongSupplier nanos) {
        var rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = nanos.getAsLong();
        }
        Arrays.sort(rounds);
        long each = rounds[ROUNDS / 2] / CHANGES;
        System.out.println(
                " ".repeat(Math.max(0, 44 - what.length())) + what + "  " + each + " ns");
    }

    private static ChangeGraph open(int authors) {
        var graph = new ChangeGraph(SPACE, new JdkHasher(), 1024);
        for (int author = 0; author < authors; author++) {
            var key = new byte[32];
            key[0] = (byte) author;
            graph.open(new ChainId(Bytes.wrap(key), 0, Bytes.EMPTY));
        }
        return graph;
    }

    private static long hashOnly() {
        var hasher = new JdkHasher();
        var bytes = new byte[128];
        long start = System.nanoTime();
        for (int i = 0; i < CHANGES; i++) {
            hasher.sha256(bytes, 0, CONTENT_BYTES);
            hasher.sha256(bytes, 0, 97);
        }
        return System.nanoTime() - start;
    }

    /// Authors in random order, each after all that is there: the dearest way to write.
    private static long write(int authors, List<Bytes> records) {
        records.clear();
        ChangeGraph graph = open(authors);
        var random = new Rng(1);
        var content = Bytes.wrap(new byte[CONTENT_BYTES]);
        var out = new Writer(256);
        long start = System.nanoTime();
        for (int i = 0; i < CHANGES; i++) {
            int chain = random.nextInt(authors);
            Verified made = graph.compose(chain, START + i, graph.depsFor(chain), null, content);
            graph.append(made);
            out.clear();
            StoredRun.write(out, made);
            records.add(out.toBytes());
        }
        return System.nanoTime() - start;
    }

    private static long read(List<Bytes> records) {
        long sum = 0;
        long start = System.nanoTime();
        for (Bytes record : records) {
            sum += StoredRun.read(new Reader(record)).run().lastSeq();
        }
        long nanos = System.nanoTime() - start;
        return sum == 0 ? 0 : nanos;
    }

    private static long replay(int authors, List<Bytes> records) {
        long start = System.nanoTime();
        replayed(authors, records);
        return System.nanoTime() - start;
    }

    private static ChangeGraph replayed(int authors, List<Bytes> records) {
        ChangeGraph graph = open(authors);
        for (Bytes record : records) {
            StoredRun.read(new Reader(record)).replayInto(graph);
        }
        return graph;
    }

    private static long ask(ChangeGraph graph) {
        var random = new Rng(2);
        int chains = graph.chainCount();
        int yes = 0;
        long start = System.nanoTime();
        for (int i = 0; i < CHANGES; i++) {
            int chain = random.nextInt(chains);
            int other = random.nextInt(chains);
            var place = new kith.log.Change.Place(chain, graph.last(chain));
            var past = new kith.log.Change.Place(other, 1 + random.nextInt(graph.last(other)));
            yes += graph.covers(place, past) ? 1 : 0;
        }
        long nanos = System.nanoTime() - start;
        return yes == 0 ? 0 : nanos;
    }

    private static long image(ChangeGraph graph) {
        long start = System.nanoTime();
        var image = new GraphImage(SPACE, new JdkHasher(), 1024);
        GraphImage.write(graph).forEach(image::take);
        image.end();
        return System.nanoTime() - start;
    }
}
