package kith.lab.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import kith.identity.Hasher;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
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
    private static final String ABOUT =
            """
            ./dev bench log [OPTION…]
              nanoseconds a change for writing, replaying and asking the log of a space, without disk and
              signatures; beside the bare hashes
            """;

    private static final int CONTENT_BYTES = 24;
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

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        var table = new Table("ns a change", "1 author", "2 authors", "100 authors");
        var columns = new ArrayList<List<Result>>();
        for (int authors : new int[] {1, 2, 100}) {
            columns.add(measure(authors, options));
        }
        for (int i = 0; i < columns.getFirst().size(); i++) {
            var row = new String[columns.size() + 1];
            row[0] = columns.getFirst().get(i).name();
            for (int k = 0; k < columns.size(); k++) {
                row[k + 1] = Table.figure(columns.get(k).get(i).median());
            }
            table.row(row);
        }
        Page.publish("log", table.toString(), options);
    }

    private static List<Result> measure(int authors, Options options) throws Exception {
        List<Bytes> records = new ArrayList<>(CHANGES);
        write(authors, records);
        ChangeGraph graph = replayed(authors, records);
        return new Rounds(1, options.rounds())
                .add("two bare SHA-256 of their sizes", each(LogBench::hashOnly))
                .add("compose, append, write", each(() -> write(authors, records)))
                .add("read", each(() -> read(records)))
                .add("read, hash, replay", each(() -> replay(authors, records)))
                .add("a question", each(() -> ask(graph)))
                .add("image written and read", each(() -> image(graph)))
                .run();
    }

    private static Rounds.Round each(LongSupplier nanos) {
        return () -> (double) nanos.getAsLong() / CHANGES;
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
