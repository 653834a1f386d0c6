package kith.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import kith.node.http.HttpConfig;
import kith.node.link.LinkConfig;
import kith.node.nearby.LocalNetwork;
import kith.port.Limits;
import kith.port.Note;
import kith.port.Now;
import kith.store.Disk;
import kith.store.Segment;
import kith.sync.SnapshotMessage;
import kith.sync.SyncMessage;

/// What the owner of a node chooses.
///
/// @param home the folder that the peer lives in
/// @param identity which of the device's identities this peer is; see [kith.identity.Partition]
/// @param host where links are listened for; a name or an address
/// @param port the port for that; 0 takes a free one
/// @param advertise where others are told to reach us, as `host:port` or `host`, and peers in
///     browsers as `ws://host:port/.kith/link`; empty: at the addresses of this machine
/// @param httpPort the port for HTTP; [#BESIDE] takes the one after `port`
/// @param region where its owner says that it is, in a word of at most 32 bytes; empty: nobody says
/// @param nearby whether it says on the local network that it is there, and hears who else is
/// @param disk wraps the disk, for tests
/// @param recordBytes how much is kept of what the engine is told, for `./dev replay`; 0: nothing
/// @param notes told of everything that goes into the log, on a thread that must not wait
public record NodeConfig(
        Home home,
        String identity,
        String host,
        int port,
        List<String> advertise,
        String region,
        HttpConfig http,
        int httpPort,
        boolean nearby,
        LinkConfig links,
        Limits limits,
        int segmentBytes,
        UnaryOperator<Disk> disk,
        long recordBytes,
        Consumer<Note> notes) {

    /// K, I, T and H on the keys of a telephone.
    public static final int PORT = 5484;

    /// HTTP listens on the port after that of the links, or on a free one where theirs is free.
    public static final int BESIDE = -1;

    public static final String IDENTITY = "default";

    /// More vouches than are kept with a snapshot would never be there.
    public static final int VOUCHES_MAX = SnapshotMessage.VOUCHES_MAX;

    private static final int PORT_LAST = 0xffff;

    public NodeConfig {
        advertise = List.copyOf(advertise);
        if (port < 0 || port > PORT_LAST || httpPort < BESIDE || httpPort > PORT_LAST) {
            throw new IllegalArgumentException(
                    "ports " + port + " and " + httpPort + ", must be 0 to " + PORT_LAST);
        }
        if (!isRegion(region)) {
            throw new IllegalArgumentException("\"" + region + "\" is no name of a region");
        }
    }

    public static NodeConfig of(Home home) {
        return new NodeConfig(
                home,
                IDENTITY,
                "0.0.0.0",
                PORT,
                List.of(),
                "",
                HttpConfig.standard(),
                BESIDE,
                LocalNetwork.isUsual(),
                LinkConfig.standard(),
                Limits.DEFAULT,
                Segment.BYTES_MAX,
                UnaryOperator.identity(),
                0,
                note -> {});
    }

    public static NodeConfig of(Path home) {
        return of(Home.at(home));
    }

    /// Whether others take it for the name of a region: it is short.
    public static boolean isRegion(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= SyncMessage.REGION_BYTES_MAX;
    }

    /// The same, but for what `choosing` sets.
    public NodeConfig with(Consumer<Choice> choosing) {
        var choice = new Choice(this);
        choosing.accept(choice);
        return choice.config();
    }

    /// The same, listening for links there.
    public NodeConfig listening(String onHost, int onPort) {
        return with(
                to -> {
                    to.host = onHost;
                    to.port = onPort;
                });
    }

    public NodeConfig advertising(List<String> addresses) {
        return with(to -> to.advertise = addresses);
    }

    /// The same, saying to others that it is there.
    public NodeConfig in(String place) {
        return with(to -> to.region = place);
    }

    public NodeConfig withHttp(HttpConfig config, int onPort) {
        return with(
                to -> {
                    to.http = config;
                    to.httpPort = onPort;
                });
    }

    /// The same, silent on the local network, as what listens at the loopback address only is
    /// anyway.
    public NodeConfig withoutLocalNetwork() {
        return with(to -> to.nearby = false);
    }

    public NodeConfig withLinks(LinkConfig config) {
        return with(to -> to.links = config);
    }

    public NodeConfig withLimits(Limits chosen) {
        return with(to -> to.limits = chosen);
    }

    /// The same, taking a snapshot in the place of old changes only when so many members vouch for
    /// it.
    public NodeConfig wantingVouches(int members) {
        return withLimits(limits.with(to -> to.vouchesMin = members));
    }

    /// The same, asking who is linked and silent for so long whether it is there, and showing again
    /// that often what it shows of itself. Others are stale after five times as long, unless
    /// [#staleAfter] says otherwise behind this, and links end after ten.
    public NodeConfig beatingEvery(int seconds) {
        return withLimits(limits.with(to -> to.beatEvery(seconds * Now.SECOND)));
    }

    /// The same, taking whoever was silent for so long for stale, and showing no more what it
    /// showed of itself; at least two heartbeats. Links end after twice as long.
    public NodeConfig staleAfter(int seconds) {
        return withLimits(limits.with(to -> to.staleNanos = seconds * Now.SECOND));
    }

    public NodeConfig withDisk(UnaryOperator<Disk> wrapping) {
        return with(to -> to.disk = wrapping);
    }

    /// The same, keeping so much of what the engine is told.
    public NodeConfig recording(long bytes) {
        return with(to -> to.recordBytes = bytes);
    }

    public NodeConfig tellingNotes(Consumer<Note> to) {
        return with(choice -> choice.notes = to);
    }

    /// What is to be other than before, by its name.
    public static final class Choice {
        public Home home;
        public String identity;
        public String host;
        public int port;
        public List<String> advertise;
        public String region;
        public HttpConfig http;
        public int httpPort;
        public boolean nearby;
        public LinkConfig links;
        public Limits limits;
        public int segmentBytes;
        public UnaryOperator<Disk> disk;
        public long recordBytes;
        public Consumer<Note> notes;

        private Choice(NodeConfig from) {
            home = from.home;
            identity = from.identity;
            host = from.host;
            port = from.port;
            advertise = from.advertise;
            region = from.region;
            http = from.http;
            httpPort = from.httpPort;
            nearby = from.nearby;
            links = from.links;
            limits = from.limits;
            segmentBytes = from.segmentBytes;
            disk = from.disk;
            recordBytes = from.recordBytes;
            notes = from.notes;
        }

        private NodeConfig config() {
            return new NodeConfig(
                    home,
                    identity,
                    host,
                    port,
                    advertise,
                    region,
                    http,
                    httpPort,
                    nearby,
                    links,
                    limits,
                    segmentBytes,
                    disk,
                    recordBytes,
                    notes);
        }
    }

    int chosenHttpPort() {
        if (httpPort != BESIDE) {
            return httpPort;
        }
        return port == 0 || port == PORT_LAST ? 0 : port + 1;
    }
}
