package kith.lab.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.crowd.picture.PictureExperiment;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.http.HttpConfig;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The two peers of the scenarios, and what is done to them from outside of the browser.
final class ConsolePeers implements AutoCloseable {
    private static final int CELLS = 40; // as many as a screen shows
    private static final int RECORDED_SECONDS = 20;
    private static final int CROWD = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path folder;
    private final Node[] nodes = new Node[2];
    private final int[] linkPorts = new int[2];
    private final int[] httpPorts = new int[2];
    private @Nullable Storm storm;

    /// One that others could reach, so that it asks for its token.
    private @Nullable Node open;

    private int openPort;

    /// More peers, for a board of some.
    private final List<Node> crowd = new ArrayList<>();

    ConsolePeers(Path folder) {
        this.folder = folder;
        start(0);
        start(1);
    }

    private void start(int index) {
        NodeConfig config =
                NodeConfig.of(folder.resolve("peer-" + index))
                        .listening("127.0.0.1", linkPorts[index])
                        .withHttp(HttpConfig.standard(), httpPorts[index]);
        nodes[index] = Node.start(config);
        linkPorts[index] = nodes[index].linkPort();
        httpPorts[index] = nodes[index].http().port();
    }

    String url(int index) {
        return "http://127.0.0.1:" + httpPorts[index];
    }

    /// Gives what the scenario is told.
    String carryOut(String deed) {
        switch (deed) {
            case "stop-a" -> nodes[0].stop();
            case "start-a" -> start(0);
            case "stop-b" -> nodes[1].stop();
            case "start-b" -> start(1);
            case "start-open" -> {
                return startOpen();
            }
            case "stop-open" -> {
                if (open != null) {
                    open.stop();
                }
            }
            case "start-crowd" -> {
                return startCrowd();
            }
            case "stop-one-of-crowd" -> crowd.removeLast().stop();
            case "stop-crowd" -> stopCrowd();
            case "storm-begin" -> storm = new Storm(nodes[0]);
            case "storm-end" -> {
                Storm ended = storm;
                return ended == null ? "0" : Long.toString(ended.end());
            }
            case "record 16" -> {
                return recorded(16);
            }
            case "record 500" -> {
                return recorded(500);
            }
            default -> throw new IllegalArgumentException("a scenario asks for " + deed);
        }
        return "done";
    }

    /// Gives the path of a recording of so many simulated peers.
    private String recorded(int peers) {
        Path file = folder.resolve("recording-" + peers + ".json");
        try {
            Files.write(file, PictureExperiment.document(peers, RECORDED_SECONDS, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toString();
    }

    private String startOpen() {
        NodeConfig config =
                NodeConfig.of(folder.resolve("peer-open"))
                        .listening("127.0.0.1", 0)
                        .withHttp(HttpConfig.standard().at("0.0.0.0"), openPort);
        Node started = Node.start(config);
        open = started;
        openPort = started.http().port();
        return "{\"url\":\"http://127.0.0.1:"
                + openPort
                + "\",\"token\":\""
                + started.home().token()
                + "\"}";
    }

    /// Gives their addresses.
    private String startCrowd() {
        var urls = new ArrayList<Value>();
        for (int i = 0; i < CROWD; i++) {
            NodeConfig config =
                    NodeConfig.of(folder.resolve("peer-crowd-" + i))
                            .listening("127.0.0.1", 0)
                            .withHttp(HttpConfig.standard(), 0);
            Node node = Node.start(config);
            crowd.add(node);
            urls.add(new Value.Text("http://127.0.0.1:" + node.http().port()));
        }
        return Json.print(Value.Array.of(urls));
    }

    private void stopCrowd() {
        crowd.forEach(Node::stop);
        crowd.clear();
    }

    @Override
    public void close() {
        stopCrowd();
        if (storm != null) {
            storm.end();
        }
        nodes[0].stop();
        nodes[1].stop();
        if (open != null) {
            open.stop();
        }
    }

    /// A thousand writes a second, each a change of its own, to cells that are on the screen.
    private static final class Storm {
        private final Node node;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread;
        private final long begunAt = System.nanoTime();
        private long written;

        Storm(Node node) {
            this.node = node;
            thread = Thread.ofVirtual().start(this::blow);
        }

        private void blow() {
            while (!ended.get()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAt);
                while (written < millis && !ended.get()) {
                    write((int) (written % CELLS), "storm " + written);
                    written++;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private void write(int cell, String text) {
            Address at = Address.parse("big/n0000" + (cell < 10 ? "0" : "") + cell);
            var put = new Writing.Put(at.path(), new Value.Text(text));
            Answer answer =
                    node.driver().call(new Command.Write(at, List.of(put), List.of(), false));
            if (!(answer instanceof Answer.Written)) {
                throw new IllegalStateException("not written: " + answer);
            }
        }

        /// Writes the last word into each cell, and gives how many changes a second there were.
        long end() {
            if (ended.getAndSet(true)) {
                return 0;
            }
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAt);
            for (int cell = 0; cell < CELLS; cell++) {
                write(cell, "last");
            }
            return written * 1_000 / Math.max(1, millis);
        }
    }
}
