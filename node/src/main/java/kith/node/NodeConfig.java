package kith.node;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import kith.node.http.HttpConfig;
import kith.node.link.LinkConfig;
import kith.port.Limits;
import kith.port.Note;
import kith.store.Disk;
import kith.store.Segment;

/// What the owner of a node chooses.
///
/// @param home the folder that the peer lives in
/// @param identity which of the device's identities this peer is; see [kith.identity.Partition]
/// @param host where links are listened for; a name or an address
/// @param port the port for that; 0 takes a free one
/// @param advertise where others are told to reach us, as `host:port` or `host`; empty: at the
///     addresses of this machine
/// @param httpPort the port for HTTP; [#BESIDE] takes the one after `port`
/// @param disk wraps the disk, for tests
/// @param recordBytes how much is kept of what the engine is told, for `./dev replay`; 0: nothing
/// @param notes told of everything that goes into the log, on a thread that must not wait
public record NodeConfig(
        Home home,
        String identity,
        String host,
        int port,
        List<String> advertise,
        HttpConfig http,
        int httpPort,
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

    private static final int PORT_LAST = 0xffff;

    public NodeConfig {
        advertise = List.copyOf(advertise);
        if (port < 0 || port > PORT_LAST || httpPort < BESIDE || httpPort > PORT_LAST) {
            throw new IllegalArgumentException(
                    "ports " + port + " and " + httpPort + ", must be 0 to " + PORT_LAST);
        }
    }

    public static NodeConfig of(Home home) {
        return new NodeConfig(
                home,
                IDENTITY,
                "0.0.0.0",
                PORT,
                List.of(),
                HttpConfig.standard(),
                BESIDE,
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

    /// The same, listening for links there.
    public NodeConfig listening(String onHost, int onPort) {
        return new NodeConfig(
                home,
                identity,
                onHost,
                onPort,
                advertise,
                http,
                httpPort,
                links,
                limits,
                segmentBytes,
                disk,
                recordBytes,
                notes);
    }

    public NodeConfig advertising(List<String> addresses) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                addresses,
                http,
                httpPort,
                links,
                limits,
                segmentBytes,
                disk,
                recordBytes,
                notes);
    }

    public NodeConfig withHttp(HttpConfig config, int onPort) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                advertise,
                config,
                onPort,
                links,
                limits,
                segmentBytes,
                disk,
                recordBytes,
                notes);
    }

    public NodeConfig withLinks(LinkConfig config) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                advertise,
                http,
                httpPort,
                config,
                limits,
                segmentBytes,
                disk,
                recordBytes,
                notes);
    }

    public NodeConfig withDisk(UnaryOperator<Disk> wrapping) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                advertise,
                http,
                httpPort,
                links,
                limits,
                segmentBytes,
                wrapping,
                recordBytes,
                notes);
    }

    /// The same, keeping the last so many bytes of what the engine is told.
    public NodeConfig recording(long bytes) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                advertise,
                http,
                httpPort,
                links,
                limits,
                segmentBytes,
                disk,
                bytes,
                notes);
    }

    public NodeConfig tellingNotes(Consumer<Note> to) {
        return new NodeConfig(
                home,
                identity,
                host,
                port,
                advertise,
                http,
                httpPort,
                links,
                limits,
                segmentBytes,
                disk,
                recordBytes,
                to);
    }

    int chosenHttpPort() {
        if (httpPort != BESIDE) {
            return httpPort;
        }
        return port == 0 || port == PORT_LAST ? 0 : port + 1;
    }
}
