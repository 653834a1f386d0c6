package kith.node.http;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kith.identity.Crypto;
import kith.node.http.console.Console;
import kith.node.http.console.ConsoleFiles;
import kith.node.http.console.Sessions;
import kith.node.http.console.SignIn;
import kith.node.http.live.Live;
import kith.node.http.once.WriteNames;
import kith.node.http.pipe.PipeDoor;
import kith.node.http.talk.Door;
import kith.node.link.pipe.Pipe;
import kith.node.measure.Metrics;
import kith.port.Note;
import kith.talk.Fields;
import kith.value.Value;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The HTTP of a peer: how everything local reaches it.
public final class HttpServer implements AutoCloseable {
    /// Request line and headers together: a path of 4096 bytes takes three times that when all of
    /// it is percent-encoded, and a list of versions comes on top.
    static final int HEADER_BYTES_MAX = 32 << 10;

    /// What the pool of threads takes for no bound.
    private static final int UNBOUNDED = 0;

    private static final int RESPONSE_HEADER_BYTES_MAX = 128 << 10;

    /// What the system keeps of what a client does not read: else several megabytes for each.
    private static final int SEND_BUFFER_BYTES = 256 << 10;

    /// How late a session may end that nobody uses.
    private static final int SWEEP_SECONDS = 60;

    private final HttpConfig config;
    private final Server server;
    private final ServerConnector connector;
    private final Live live;
    private final WriteNames names;
    private final String pipePath;

    /// What the node says about itself, and to whom.
    ///
    /// @param port where to listen; 0 takes a free one
    /// @param token asked for where others than this machine may come in; and by which this peer
    ///     proves that the home is its own
    /// @param agent what this program is
    /// @param peer the id of the peer
    /// @param metrics what is counted, for who asks; the server adds what it counts
    /// @param notes told who is not let in
    /// @param writeNames the file in which the names of writes are kept
    public record Settings(
            HttpConfig config,
            int port,
            String token,
            String agent,
            String peer,
            Metrics metrics,
            Consumer<Note> notes,
            Path writeNames) {}

    private HttpServer(
            HttpConfig config,
            Server server,
            ServerConnector connector,
            Live live,
            WriteNames names,
            String pipePath) {
        this.config = config;
        this.server = server;
        this.connector = connector;
        this.live = live;
        this.names = names;
        this.pipePath = pipePath;
    }

    /// Starts to listen.
    ///
    /// @param stop what `/.kith/stop` does, on a thread of its own
    /// @param pipes handed each pipe by which somebody comes, on a thread that must not wait
    /// @param bugs told of exceptions that nobody expected
    /// @throws HttpFailure when it cannot listen there
    public static HttpServer start(
            Settings settings,
            Door door,
            Crypto crypto,
            SecureRandom random,
            Runnable stop,
            Consumer<Pipe> pipes,
            Consumer<Throwable> bugs) {
        HttpConfig config = settings.config();
        // A stream keeps its thread. Connections are what is bounded: by itself the pool has 200.
        var server = new Server(new VirtualThreadPool(UNBOUNDED));
        server.setErrorHandler(new Complaints());
        ServerConnector connector = connector(server, settings);
        server.addConnector(connector);
        var strangers = new Strangers(config, connector);
        connector.addBean(strangers);
        server.addBean(new NetworkConnectionLimit(config.connectionsMax(), server));
        var live = new Live(server, door, config.pace(), bugs);
        var console = new Console(ConsoleFiles.ofBuild());
        Value about =
                new Fields()
                        .put("agent", settings.agent())
                        .put("peer", settings.peer())
                        .put("http", 1)
                        .put("console", console.build())
                        .value();
        var sessions = new Sessions(random, System::nanoTime, System::currentTimeMillis);
        var signIn = new SignIn(sessions, settings.peer(), settings.notes());
        var names = new WriteNames(settings.writeNames(), settings.notes());
        String pipePath = PipeDoor.path(settings.token(), settings.peer(), crypto.hasher());
        var front =
                new Front(
                        config,
                        new Guard(config, signIn, config.needsToken() ? settings.token() : null),
                        strangers,
                        new Proof(settings.token()),
                        signIn,
                        console,
                        new TreeReading(door),
                        new TreeWriting(door, names),
                        new Control(door, live, crypto, random, stop, about),
                        live,
                        new PipeDoor(server, pipePath, pipes),
                        new MetricsPage(settings.metrics()),
                        new Refusals(settings.notes()),
                        bugs);
        var measured = new Measured(front, live);
        settings.metrics().add(measured::addTo);
        server.setHandler(measured);
        listen(server, config, settings.port());
        if (config.needsToken()) {
            sweepLater(sessions, connector.getScheduler());
        }
        return new HttpServer(config, server, connector, live, names, pipePath);
    }

    /// Until the server stops, and its scheduler with it.
    private static void sweepLater(Sessions sessions, Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    sessions.sweep();
                    sweepLater(sessions, scheduler);
                },
                SWEEP_SECONDS,
                TimeUnit.SECONDS);
    }

    private static ServerConnector connector(Server server, Settings settings) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        http.setResponseHeaderSize(RESPONSE_HEADER_BYTES_MAX);
        http.setMaxResponseHeaderSize(RESPONSE_HEADER_BYTES_MAX);
        http.setUriCompliance(UriCompliance.UNSAFE); // the path is ours to judge: see Target
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.config().host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.config().idleMillis());
        connector.setAcceptQueueSize(1_024);
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        return connector;
    }

    private static void listen(Server server, HttpConfig config, int port) {
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw failure(config, port, e);
        }
    }

    private static HttpFailure failure(HttpConfig config, int port, Exception e) {
        Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
        boolean bind = e instanceof BindException || cause instanceof BindException;
        boolean inUse = bind && String.valueOf(cause.getMessage()).contains("in use");
        if (inUse) {
            return new HttpFailure(
                    HttpFailure.PORT_IN_USE,
                    "the port "
                            + port
                            + " for HTTP is taken by another program: stop that one, or choose"
                            + " another with "
                            + (config.isStandard() ? "--http-port" : "--http ADDR:PORT")
                            + " (0 takes a free one)",
                    e);
        }
        return new HttpFailure(
                HttpFailure.ADDRESS_UNUSABLE,
                "HTTP cannot listen on "
                        + config.host()
                        + " at port "
                        + port
                        + ": "
                        + cause.getMessage(),
                e);
    }

    /// As in a URL, for who is on this machine.
    public String host() {
        boolean everywhere = config.host().equals("0.0.0.0") || config.host().equals("::");
        if (everywhere) {
            return "127.0.0.1";
        }
        boolean ip6 = config.host().indexOf(':') >= 0 && !config.host().startsWith("[");
        return ip6 ? "[" + config.host() + "]" : config.host();
    }

    /// Whether each request has to show the token.
    public boolean wantsToken() {
        return config.needsToken();
    }

    public int port() {
        return connector.getLocalPort();
    }

    /// The path at which peers in browsers open their WebSocket, as the addresses of this peer say.
    public String pipePath() {
        return pipePath;
    }

    public String url() {
        return "http://" + host() + ":" + port();
    }

    /// How many texts of updates were made; see [Live#textsMade].
    long textsMade() {
        return live.textsMade();
    }

    /// Ends what would never end by itself: subscriptions. From now on this peer is stopping, and
    /// says so to whose request breaks off.
    public void quiesce() {
        live.close();
    }

    @Override
    public void close() {
        live.close();
        stop(server);
        names.close();
    }

    private static void stop(Server server) {
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
