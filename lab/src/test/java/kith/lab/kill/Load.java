package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kith.node.client.HttpConnection;
import kith.value.Value;

/// Some writers at one peer, each on a thread and a connection of its own.
final class Load {
    static final String SPACE = "kill";

    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final String query;
    private volatile boolean enough;

    /// `query` says how safe a write shall be before it is acknowledged.
    Load(int count, SplittableRandom random, String query) {
        this.query = query;
        for (int i = 0; i < count; i++) {
            writers.add(new Writer("w" + i, random.nextLong()));
        }
    }

    /// Begins to write; returns when all are connected.
    void start(RealPeer peer) throws IOException {
        threads.clear();
        enough = false;
        for (Writer writer : writers) {
            HttpConnection connection = peer.connect();
            threads.add(Thread.ofVirtual().start(() -> write(writer, connection)));
        }
    }

    private void write(Writer writer, HttpConnection connection) {
        writer.writeAll(connection, SPACE, query, () -> enough);
        try {
            connection.close();
        } catch (IOException closed) {
            // the other side is gone
        }
    }

    /// Waits for the writers, who end with the peer.
    void join() {
        RealPeer.await("writers", () -> threads.stream().noneMatch(Thread::isAlive));
    }

    /// Tells the writers to end, and waits for them.
    void stop() {
        enough = true;
        join();
    }

    /// Waits until the first write was acknowledged.
    void awaitAcknowledged() {
        RealPeer.await("an acknowledgement", () -> acknowledged() > 0);
    }

    /// The moment of a kill is what is random here, so here time passes and nothing is waited for.
    static void pass(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    long acknowledged() {
        long sum = 0;
        for (Writer writer : writers) {
            sum += writer.acknowledged();
        }
        return sum;
    }

    // What was found

    /// Reads the space at that peer, when it can be asked.
    static Value shown(RealPeer peer) throws IOException {
        peer.awaitReady();
        Value space = peer.get("/" + SPACE);
        boolean absent = space instanceof Value.Obj obj && obj.find("code") != null;
        return absent ? Value.Obj.EMPTY : space;
    }

    /// Looks whether that peer may show what it shows.
    void check(RealPeer peer) throws IOException {
        assertEquals("", wrong(Model.leaves(shown(peer))));
    }

    /// The same, and takes what it shows as known from here on.
    void compare(RealPeer peer) throws IOException {
        TreeMap<String, String> leaves = Model.leaves(shown(peer));
        assertEquals("", wrong(leaves));
        writers.forEach(writer -> writer.take(own(writer, leaves)));
    }

    private String wrong(TreeMap<String, String> leaves) {
        var wrong = new ArrayList<String>();
        long shares = 0;
        for (Writer writer : writers) {
            TreeMap<String, String> own = own(writer, leaves);
            String trouble = writer.wrong(own);
            if (!trouble.isEmpty()) {
                wrong.add(trouble);
            }
            shares += Long.parseLong(own.getOrDefault(Writer.SHARE, "0"));
        }
        long all = Long.parseLong(leaves.getOrDefault(Writer.ALL, "0"));
        if (all != shares) {
            wrong.add("half a transaction: all is " + all + ", the shares give " + shares);
        }
        return String.join("\n", wrong);
    }

    private static TreeMap<String, String> own(Writer writer, TreeMap<String, String> leaves) {
        var own = new TreeMap<String, String>();
        String prefix = writer.name() + "/";
        leaves.subMap(prefix, prefix + Character.MAX_VALUE)
                .forEach((path, value) -> own.put(path.substring(prefix.length()), value));
        return own;
    }
}
