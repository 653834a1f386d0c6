package kith.node.nearby;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.node.link.HostText;
import kith.port.Note;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Says on the local networks of this machine that a peer is there, and hears who else is.
///
/// One thread does all of it: it waits for what comes, and looks up from that when something is to
/// be said. Of each network it uses the first IPv4 address; the answer of another peer counts for
/// the address that it comes from, which has to be of that network.
///
/// It is never in the way: where nothing can be heard it says so once and tries again, and closing
/// waits for nothing.
public final class LocalNetwork implements AutoCloseable {
    /// Set to `off`, no peer says or hears anything; for tests and machines that must be silent.
    public static final String ENVIRONMENT = "KITH_MDNS";

    /// A problem that the owner is told of.
    public static final String UNAVAILABLE = "nearby-unavailable";

    private static final String OFF = "off";

    /// RFC 6762, 3.
    private static final Bytes GROUP = Bytes.of((byte) 224, (byte) 0, (byte) 0, (byte) 251);

    private static final int PORT = 5353;

    /// How often it is said without a question. Guess: what is heard counts for ten minutes.
    private static final long SAY_NANOS = 60 * Now.SECOND;

    /// How often interfaces and boards are looked at.
    private static final long LOOK_NANOS = 2 * Now.SECOND;

    /// After a failure.
    private static final long AGAIN_NANOS = 30 * Now.SECOND;

    /// The number that stands for a peer does so no longer.
    private static final long SALT_NANOS = TimeUnit.DAYS.toNanos(1);

    /// The same is not said again within a second (RFC 6762, 6).
    private static final long SAID_NANOS = Now.SECOND;

    /// The others of a question's answers are left room, 20 to 120 ms (RFC 6762, 6).
    private static final long ROOM_NANOS_MIN = 20 * Now.MILLI;

    private static final long ROOM_NANOS_MAX = 120 * Now.MILLI;

    /// Packets and announcements of others, in a second. Guess: a hall full of peers that all
    /// answer one question.
    private static final int HEARD_PER_SECOND_MAX = 400;

    private static final int INTERFACES_MAX = 16;

    /// Who says and hears.
    ///
    /// @param host where it listens for links
    /// @param port the port for that
    /// @param boards on which it is
    /// @param found told that a member of a board seems to be at an address
    public record Peer(String host, int port, Boards boards, Found found, Hasher hasher) {}

    /// On which boards a peer is.
    public interface Boards {
        Set<BoardId> now();
    }

    /// Told of somebody.
    public interface Found {
        void at(BoardId board, String address);
    }

    private record Place(NetworkInterface device, InterfaceAddress own) {}

    private final Peer peer;
    private final RandomGenerator random;
    private final Consumer<Note> notes;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable MulticastSocket open;

    private List<Place> places = List.of();
    private Set<BoardId> boards = Set.of();
    private Bytes salt = Bytes.EMPTY;
    private long saltUntilNanos;
    private long lookAtNanos;
    private long sayAtNanos;
    private long saidNanos;
    private boolean asks;
    private boolean broken;
    private long heardSinceNanos;
    private int heard;

    private LocalNetwork(Peer peer, RandomGenerator random, Consumer<Note> notes) {
        this.peer = peer;
        this.random = random;
        this.notes = notes;
        this.thread = Thread.ofPlatform().daemon().name("kith-nearby").unstarted(this::run);
    }

    /// Begins, unless there is nobody to whom it could be said.
    public static @Nullable LocalNetwork begin(
            Peer peer, RandomGenerator random, Consumer<Note> notes) {
        if (isLoopback(peer.host())) {
            return null;
        }
        var network = new LocalNetwork(peer, random, notes);
        network.thread.start();
        return network;
    }

    /// Whether peers of this process are to, where nobody said anything else.
    public static boolean isUsual() {
        return !OFF.equals(System.getenv(ENVIRONMENT));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException nowhere) {
            return true;
        }
    }

    // The thread

    private void run() {
        while (!closed) {
            try (var socket = new MulticastSocket(PORT)) {
                open = socket;
                begun();
                while (!closed) {
                    turn(socket);
                }
            } catch (IOException e) {
                failed(e.toString());
            }
        }
    }

    private void begun() {
        places = List.of();
        long now = System.nanoTime();
        lookAtNanos = now;
        saidNanos = now - SAID_NANOS;
        sayAtNanos = now;
        heardSinceNanos = now;
        asks = true;
    }

    private void failed(String why) {
        if (closed) {
            return;
        }
        if (!broken) {
            notes.accept(new Note(UNAVAILABLE, "port " + PORT, why));
        }
        broken = true;
        LockSupport.parkNanos(this, AGAIN_NANOS);
    }

    private void turn(MulticastSocket socket) throws IOException {
        if (System.nanoTime() - lookAtNanos >= 0) {
            lookAtNanos = System.nanoTime() + LOOK_NANOS;
            look(socket);
        }
        if (System.nanoTime() - sayAtNanos >= 0) {
            sayAtNanos = System.nanoTime() + SAY_NANOS;
            say(socket);
        }
        hear(socket, Math.min(lookAtNanos, sayAtNanos) - System.nanoTime());
    }

    // What there is

    private void look(MulticastSocket socket) throws IOException {
        List<Place> now = places();
        if (!now.equals(places)) {
            join(socket, now);
            places = now;
            soon(0);
        }
        Set<BoardId> on = new TreeSet<>(peer.boards().now());
        boolean stale = salt.size() == 0 || System.nanoTime() - saltUntilNanos >= 0;
        if (stale || !on.equals(boards)) {
            boards = on;
            salt = salt();
            saltUntilNanos = System.nanoTime() + SALT_NANOS;
            asks = true;
            soon(0);
        }
    }

    private void soon(long nanos) {
        long now = System.nanoTime();
        long at = now + Math.max(nanos, saidNanos + SAID_NANOS - now);
        if (at - sayAtNanos < 0) {
            sayAtNanos = at;
        }
    }

    private Bytes salt() {
        var bytes = new byte[Announcement.SALT_BYTES];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /// The networks on which others may be, of those where links are listened for.
    private List<Place> places() throws IOException {
        InetAddress host = InetAddress.getByName(peer.host());
        var places = new ArrayList<Place>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            InterfaceAddress own = isUsable(device) ? own(device, host) : null;
            if (own != null && places.size() < INTERFACES_MAX) {
                places.add(new Place(device, own));
            }
        }
        return places;
    }

    private static boolean isUsable(NetworkInterface device) throws SocketException {
        return device.isUp() && device.supportsMulticast() && !device.isLoopback();
    }

    private static @Nullable InterfaceAddress own(NetworkInterface device, InetAddress host) {
        for (InterfaceAddress one : device.getInterfaceAddresses()) {
            boolean listens = host.isAnyLocalAddress() || host.equals(one.getAddress());
            if (listens && one.getAddress() instanceof Inet4Address) {
                return one;
            }
        }
        return null;
    }

    private void join(MulticastSocket socket, List<Place> now) throws IOException {
        Set<NetworkInterface> joined = devices(places);
        for (NetworkInterface device : devices(now)) {
            if (!joined.contains(device)) {
                try {
                    socket.joinGroup(group(), device);
                } catch (SocketException already) {
                    // it has another address than before, or is gone again
                }
            }
        }
    }

    private static Set<NetworkInterface> devices(List<Place> places) {
        var devices = new LinkedHashSet<NetworkInterface>();
        places.forEach(place -> devices.add(place.device()));
        return devices;
    }

    private static InetSocketAddress group() throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(GROUP.toArray()), PORT);
    }

    // What is said

    private void say(MulticastSocket socket) throws IOException {
        saidNanos = System.nanoTime();
        var told = Announcement.of(salt, boards, peer.port(), peer.hasher());
        for (Place place : places) {
            Bytes address = Bytes.wrap(place.own().getAddress().getAddress());
            try {
                socket.setNetworkInterface(place.device());
                if (!boards.isEmpty()) {
                    send(socket, Packet.answer(told, address));
                }
                if (asks) {
                    send(socket, Packet.question());
                }
                broken = false;
            } catch (IOException e) {
                unsaid(place, e);
            }
        }
        asks = false;
    }

    private static void send(MulticastSocket socket, Bytes packet) throws IOException {
        socket.send(new DatagramPacket(packet.toArray(), packet.size(), group()));
    }

    private void unsaid(Place place, IOException why) {
        if (!broken && !closed) {
            notes.accept(new Note(UNAVAILABLE, place.device().getName(), why.toString()));
        }
        broken = true;
    }

    // What is heard

    private void hear(MulticastSocket socket, long nanos) throws IOException {
        socket.setSoTimeout((int) Math.clamp(nanos / Now.MILLI, 1, LOOK_NANOS / Now.MILLI));
        var packet = new DatagramPacket(new byte[Packet.BYTES_MAX], Packet.BYTES_MAX);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nobody) {
            return;
        }
        if (packet.getPort() == PORT && isFromHere(packet.getAddress()) && isInBounds()) {
            try {
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                heard(Packet.read(bytes), packet.getAddress());
            } catch (Malformed theirs) {
                // whoever it was; nobody pays for what is said to all
            }
        }
    }

    private boolean isInBounds() {
        long now = System.nanoTime();
        if (now - heardSinceNanos >= Now.SECOND) {
            heardSinceNanos = now;
            heard = 0;
        }
        return ++heard <= HEARD_PER_SECOND_MAX;
    }

    private void heard(Packet.Heard heard, InetAddress from) {
        if (heard.asks()) {
            soon(random.nextLong(ROOM_NANOS_MIN, ROOM_NANOS_MAX));
        }
        for (Announcement one : heard.told()) {
            if (!one.salt().equals(salt) && isInBounds()) {
                found(one, HostText.of(from) + ":" + one.port());
            }
        }
    }

    private void found(Announcement told, String address) {
        for (BoardId board : boards) {
            if (told.isOn(board, peer.hasher())) {
                peer.found().at(board, address);
            }
        }
    }

    /// RFC 6762, 11: what comes from elsewhere is not heard.
    private boolean isFromHere(InetAddress from) {
        for (Place place : places) {
            if (isOf(place.own(), from.getAddress())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(InterfaceAddress network, byte[] address) {
        byte[] own = network.getAddress().getAddress();
        int bits = network.getNetworkPrefixLength();
        boolean same = own.length == address.length;
        for (int i = 0; same && i < own.length; i++) {
            int compared = Math.clamp(bits - 8 * i, 0, 8);
            int mask = 0xff << (8 - compared);
            same = (own[i] & mask & 0xff) == (address[i] & mask & 0xff);
        }
        return same;
    }

    /// Waits for nothing.
    @Override
    public void close() {
        closed = true;
        MulticastSocket socket = open;
        if (socket != null) {
            socket.close();
        }
        LockSupport.unpark(thread);
    }
}
