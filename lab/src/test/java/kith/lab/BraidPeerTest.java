package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.http.HttpConfig;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client that others wrote, braid-http of npm, subscribes, writes, is cut off, comes back and
/// misses nothing.
final class BraidPeerTest {
    private static final Path PEERS = Path.of("peers").toAbsolutePath();
    private static final int WAIT_SECONDS = 10;

    @TempDir Path folder;
    private @Nullable Node running;
    private @Nullable Client client;
    private final Cable cable = new Cable();

    @BeforeAll
    static void needsNode() throws IOException, InterruptedException {
        assumeTrue(
                succeeds(PEERS, "node", "--version"),
                "there is no `node` on the PATH: install Node.js to run the client of npm");
        if (!Files.isDirectory(PEERS.resolve("node_modules"))) {
            assertTrue(
                    succeeds(PEERS, "npm", "ci", "--no-audit", "--no-fund"),
                    "`npm ci` failed in " + PEERS);
        }
    }

    private static boolean succeeds(Path in, String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(in.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @BeforeEach
    void start() {
        running = startNode(0);
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.process.destroyForcibly();
        }
        cable.close();
        node().stop();
    }

    private Node startNode(int httpPort) {
        NodeConfig config =
                NodeConfig.of(folder.resolve("home"))
                        .listening("127.0.0.1", 0)
                        .withHttp(HttpConfig.standard(), httpPort);
        return Node.start(config);
    }

    private Node node() {
        Node node = running;
        if (node == null) {
            throw new IllegalStateException("no node runs");
        }
        return node;
    }

    private Client connect(String... path) throws IOException {
        int port = cable.to(node().http().port());
        var connected = new Client("http://127.0.0.1:" + port, path);
        client = connected;
        return connected;
    }

    /// Writes as a program in the same process does, and gives the version.
    private String put(String address, String json) {
        var at = Address.parse(address);
        return write(address, new Writing.Put(at.path(), Json.parse(json)));
    }

    private String write(String address, Writing.Edit edit) {
        var at = Address.parse(address);
        var edits = List.of(edit);
        Answer answer = node().driver().call(new Command.Write(at, edits, List.of(), false));
        if (answer instanceof Answer.Written written) {
            return written.version();
        }
        throw new AssertionError(answer);
    }

    private @Nullable Value get(String address) {
        Answer answer = node().driver().call(Command.Read.all(Address.parse(address)));
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }

    private static String large() {
        var out = new StringBuilder("{");
        for (int i = 0; i < 200; i++) {
            out.append(i == 0 ? "" : ",").append("\"k%03d\":{\"n\":\"%040d\"}".formatted(i, i));
        }
        return out.append("}").toString();
    }

    @Test
    void itFollowsSmallAndLargeResourcesAndItsWritesCount() throws Exception {
        put("small/a", "1");
        Client small = connect("small");
        small.until(get("small"));
        small.say("put small/b \"two\"");
        small.until(Json.parse("{\"a\":1,\"b\":\"two\"}"));
        assertEquals(get("small"), small.value);
        small.process.destroyForcibly();

        put("large", large());
        Client many = connect("large");
        many.until(get("large"));
        assertTrue(many.whole);
        put("large/k007/x~1y", "[1,2]");
        put("large/k008", "null");
        many.say("put large/%C3%A4%20%F0%9F%98%80/deep {\"er\":true}");
        many.until(Json.parse(Json.print(edited(get("large")))));
    }

    /// What is there now, once the client's own write is.
    private @Nullable Value edited(@Nullable Value before) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        Value now = before;
        while (!(now instanceof Value.Obj obj && obj.find("ä 😀") != null)) {
            assertTrue(System.nanoTime() < end, "the client's write did not come");
            Thread.onSpinWait();
            now = get("large");
        }
        return now;
    }

    @Test
    void itComesBackAfterThePeerWasStoppedAndStartedAgain() throws Exception {
        put("tasks/a", "1");
        int httpPort = node().http().port();
        Client tasks = connect("tasks");
        tasks.until(get("tasks"));
        node().stop();
        running = startNode(httpPort);
        put("tasks/b", "2");
        tasks.until(Json.parse("{\"a\":1,\"b\":2}"));
        put("tasks/c", "3");
        tasks.until(Json.parse("{\"a\":1,\"b\":2,\"c\":3}"));
    }

    @Test
    void whenItIsCutOffItMissesNoChange() throws Exception {
        put("every/n", "0");
        Client every = connect("every?mode=changes");
        every.until(get("every"));
        var written = new ArrayList<String>();
        for (int i = 1; i <= 3; i++) {
            written.add(put("every/n", Integer.toString(i)));
        }
        every.until(get("every"));
        cable.cut();
        for (int i = 4; i <= 9; i++) {
            written.add(put("every/n", Integer.toString(i)));
        }
        every.until(get("every"));
        written.add(put("every/n", "10"));
        every.until(get("every"));
        assertEquals("true", every.resumed);
        assertEquals(written, every.versions.subList(1, every.versions.size()));
    }

    @Test
    void aTextIsFollowedAndEditedByItsCodePoints() throws Exception {
        write("notes/t", new Writing.PutText(kith.value.Path.of("t"), "a\ud83d\ude00b"));
        Client text = connect("notes/t", "text");
        text.until(new Value.Text("a\ud83d\ude00b"));
        assertTrue(text.whole);
        write("notes/t", new Writing.Splice(kith.value.Path.of("t"), 3, 1, "c \ud83d\ude80"));
        text.until(new Value.Text("a\ud83d\ude00c \ud83d\ude80"));
        assertFalse(text.whole);
        text.say("edit 4 5 \"!\"");
        text.until(new Value.Text("a\ud83d\ude00c !"));
        text.say("edit 0 1 \"\"");
        text.until(new Value.Text("\ud83d\ude00c !"));
        assertEquals(new Value.Text("\ud83d\ude00c !"), get("notes/t"));
    }

    /// The client's process.
    private static final class Client {
        final Process process;
        final LinkedBlockingQueue<Value.Obj> said = new LinkedBlockingQueue<>();
        final OutputStream in;
        final List<String> versions = new ArrayList<>();
        @Nullable Value value;
        String resumed = "";
        boolean whole;

        Client(String url, String... path) throws IOException {
            process =
                    new ProcessBuilder(command(url, path))
                            .directory(PEERS.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            in = process.getOutputStream();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            Thread.ofVirtual().start(() -> out.lines().forEach(this::heard));
        }

        private static List<String> command(String url, String... path) {
            var command = new ArrayList<>(List.of("node", "braid.mjs", url));
            command.addAll(List.of(path));
            return command;
        }

        private void heard(String line) {
            said.add((Value.Obj) Json.parse(line));
        }

        void say(String line) throws IOException {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        /// Listens until the client has that value.
        void until(@Nullable Value wanted) throws InterruptedException {
            while (!java.util.Objects.equals(sorted(value), sorted(wanted))) {
                Value.Obj next = said.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("expected " + wanted + ", the client has " + value);
                }
                if (next.find("update") instanceof Value.Obj update) {
                    take(update);
                }
            }
        }

        private void take(Value.Obj update) {
            value = update.find("value");
            whole = Value.Bool.TRUE.equals(update.find("whole"));
            resumed = update.find("resumed") instanceof Value.Text(String text) ? text : "";
            if (update.find("version") instanceof Value.Array array) {
                array.items().forEach(item -> versions.add(((Value.Text) item).value()));
            }
        }
    }

    /// JavaScript keeps the order in which fields came.
    private static @Nullable Value sorted(@Nullable Value value) {
        if (!(value instanceof Value.Obj obj)) {
            return value;
        }
        var fields = new java.util.TreeMap<String, Value>();
        for (int i = 0; i < obj.size(); i++) {
            Value field = sorted(obj.value(i));
            fields.put(obj.name(i), field == null ? Value.Null.NULL : field);
        }
        return Value.Obj.of(List.copyOf(fields.keySet()), List.copyOf(fields.values()));
    }

    /// A cable between client and peer that can be pulled.
    private static final class Cable {
        private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
        private @Nullable ServerSocket server;

        int to(int port) throws IOException {
            close();
            var open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server = open;
            Thread.ofVirtual().start(() -> accept(open, port));
            return open.getLocalPort();
        }

        private void accept(ServerSocket open, int port) {
            while (!open.isClosed()) {
                Socket here = null;
                try {
                    here = open.accept();
                    ends.add(here);
                    var there = new Socket(InetAddress.getLoopbackAddress(), port);
                    ends.add(there);
                    Socket client = here;
                    Thread.ofVirtual().start(() -> carry(client, there));
                    Thread.ofVirtual().start(() -> carry(there, client));
                } catch (IOException nobody) {
                    close(here);
                }
            }
        }

        private static void carry(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException cut) {
                close(from);
            } finally {
                close(from);
                close(to);
            }
        }

        private static void close(@Nullable Socket socket) {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void cut() {
            ends.forEach(Cable::close);
            ends.clear();
        }

        void close() {
            cut();
            try {
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
