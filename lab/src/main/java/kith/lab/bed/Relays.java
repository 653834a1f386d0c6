package kith.lab.bed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bed.wire.Switch;
import kith.lab.bed.wire.Way;
import kith.lang.Rng;

/// Hosts at the loopback address of this machine, each behind a relay that is what it tells others
/// of itself. What passes a relay is delayed in both directions.
///
/// These are streams and not packets: nothing is lost in them and no rate is kept. Who calls is not
/// known, so what is set is set for one host as a whole, and nothing is cut.
final class Relays implements Site {
    private static final int CHUNK_BYTES = 16 << 10;

    /// What waits in one direction of one link: a sender is held back beyond it, as by a window.
    private static final int CHUNKS_MAX = 256;

    private static final String HOST = "127.0.0.1";

    private final List<Relay> relays = new ArrayList<>();

    private static final class Relay {
        final ServerSocket door;
        final int port;
        final Way in;
        final Way out;
        final Set<Socket> open = ConcurrentHashMap.newKeySet();

        Relay(ServerSocket door, int port, Rng rng) {
            this.door = door;
            this.port = port;
            this.in = new Way(rng);
            this.out = new Way(rng);
        }

        synchronized long outNanos(Way way, int bytes) {
            return way.outNanos(System.nanoTime(), bytes);
        }

        synchronized void change(Switch.Change change) {
            change.to(in);
            change.to(out);
        }
    }

    /// A piece of a stream on its way.
    private static final class Piece {
        final long atNanos;
        final byte[] bytes;

        Piece(long atNanos, byte[] bytes) {
            this.atNanos = atNanos;
            this.bytes = bytes;
        }
    }

    static Relays make(int hosts) throws IOException {
        var made = new Relays();
        var rng = new Rng(hosts);
        for (int i = 0; i < hosts; i++) {
            var door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            var relay = new Relay(door, freePort(), rng);
            made.relays.add(relay);
            Thread.ofVirtual().start(() -> accept(relay));
        }
        return made;
    }

    private static int freePort() throws IOException {
        try (var one = new ServerSocket(0)) {
            return one.getLocalPort();
        }
    }

    private static void accept(Relay relay) {
        try {
            while (true) {
                Socket caller = relay.door.accept();
                Thread.ofVirtual().start(() -> relay(relay, caller));
            }
        } catch (IOException closed) {
            // it is over
        }
    }

    private static void relay(Relay relay, Socket caller) {
        try (caller;
                var host = new Socket()) {
            relay.open.add(caller);
            host.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port));
            relay.open.add(host);
            caller.setTcpNoDelay(true);
            host.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pass(relay, relay.out, host, caller));
            pass(relay, relay.in, caller, host);
            back.join();
            relay.open.remove(host);
        } catch (IOException broken) {
            // one side is gone, and so is the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            relay.open.remove(caller);
        }
    }

    private static void pass(Relay relay, Way way, Socket from, Socket to) {
        var queue = new LinkedBlockingQueue<Piece>(CHUNKS_MAX);
        Thread.ofVirtual().start(() -> write(queue, to));
        try (from) {
            var buffer = new byte[CHUNK_BYTES];
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                long out = relay.outNanos(way, count);
                var bytes = new byte[count];
                System.arraycopy(buffer, 0, bytes, 0, count);
                queue.put(new Piece(out, bytes));
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException broken) {
            // told to the other side below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(queue);
        }
    }

    private static void end(LinkedBlockingQueue<Piece> queue) {
        try {
            queue.put(new Piece(System.nanoTime(), new byte[0]));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(LinkedBlockingQueue<Piece> queue, Socket to) {
        try (to) {
            for (Piece next = queue.take(); next.bytes.length > 0; next = queue.take()) {
                for (long left = next.atNanos - System.nanoTime();
                        left > 0;
                        left = next.atNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                to.getOutputStream().write(next.bytes);
            }
        } catch (IOException broken) {
            drain(queue);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever fills it must not wait for ever.
    private static void drain(LinkedBlockingQueue<Piece> queue) {
        try {
            while (queue.take().bytes.length > 0) {
                // to nobody
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String words() {
        return "the loopback address, each peer behind a relay in this process: streams are"
                + " delayed, and nothing is lost";
    }

    @Override
    public int hosts() {
        return relays.size();
    }

    @Override
    public <T> T at(int host, Callable<T> task) throws IOException {
        try {
            return task.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public List<String> listening(int host) {
        Relay relay = relays.get(host);
        return List.of(
                "--listen",
                HOST,
                "--port",
                Integer.toString(relay.port),
                "--advertise",
                HOST + ':' + relay.door.getLocalPort());
    }

    private List<Relay> of(int from, int to) {
        if (from >= 0 && to >= 0) {
            throw new IllegalArgumentException("a relay does not know who calls: name one host");
        }
        int host = Math.max(from, to);
        return host < 0 ? relays : List.of(relays.get(host));
    }

    @Override
    public void shape(int from, int to, String property, double value) {
        if (property.equals("loss") || property.equals("rate")) {
            throw new IllegalArgumentException("relays know no " + property);
        }
        of(from, to)
                .forEach(one -> one.change(way -> way.shape(way.shape().with(property, value))));
    }

    @Override
    public void cut(int from, int to, boolean is) {
        throw new IllegalArgumentException("a relay does not know who calls: nothing can be cut");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // then it is closed
        }
    }

    @Override
    public String traffic() {
        return relays.stream().mapToInt(relay -> relay.open.size()).sum() / 2 + " links";
    }

    @Override
    public void close() throws IOException {
        for (Relay relay : relays) {
            relay.door.close();
            relay.open.forEach(Relays::close);
        }
    }
}
