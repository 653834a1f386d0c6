package kith.node.http;

import java.util.function.Consumer;
import kith.lang.Malformed;
import kith.node.http.console.Console;
import kith.node.http.console.SignIn;
import kith.node.http.live.Live;
import kith.node.http.pipe.PipeDoor;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.state.Query;
import kith.talk.NotUnderstood;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Where every request comes in: it is let in or not, led to what answers it, and what goes wrong
/// is told in one place.
final class Front extends Handler.Abstract {
    private static final String CONTROL = "/.kith/";
    private static final String SOCKET = "/.kith/socket";

    /// What is JSON is not run as a script, whatever it looks like.
    static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private final HttpConfig config;
    private final Guard guard;
    private final Strangers strangers;
    private final Proof proof;
    private final SignIn signIn;
    private final Console console;
    private final TreeReading reading;
    private final TreeWriting writing;
    private final Control control;
    private final Live live;
    private final PipeDoor pipes;
    private final MetricsPage metrics;
    private final Refusals refusals;
    private final Consumer<Throwable> bugs;

    Front(
            HttpConfig config,
            Guard guard,
            Strangers strangers,
            Proof proof,
            SignIn signIn,
            Console console,
            TreeReading reading,
            TreeWriting writing,
            Control control,
            Live live,
            PipeDoor pipes,
            MetricsPage metrics,
            Refusals refusals,
            Consumer<Throwable> bugs) {
        this.config = config;
        this.guard = guard;
        this.strangers = strangers;
        this.proof = proof;
        this.signIn = signIn;
        this.console = console;
        this.reading = reading;
        this.writing = writing;
        this.control = control;
        this.live = live;
        this.pipes = pipes;
        this.metrics = metrics;
        this.refusals = refusals;
        this.bugs = bugs;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange =
                new Exchange(request, response, callback, config.writeMillis(), live::isClosing);
        response.getHeaders().put(NOSNIFF);
        try {
            if (PipeDoor.leadsHere(path(request))) {
                pipe(exchange);
            } else {
                guard.checkWhence(exchange);
                if (guard.isKnown(exchange)) {
                    strangers.known(request);
                }
                answer(exchange);
            }
        } catch (Exchange.Gone gone) {
            callback.failed(gone);
        } catch (Refused refused) {
            refused(exchange, refused);
        } catch (NotUnderstood words) {
            refused(exchange, Refused.because(HttpProblem.JSON_MALFORMED, words.detail()));
        } catch (RuntimeException | Error bug) {
            bugs.accept(bug);
            refuse(
                    exchange,
                    Refused.because(
                            HttpProblem.INTERNAL,
                            "a bug of Kith's, not of yours; its log says more"));
        }
        return true;
    }

    private void refused(Exchange exchange, Refused refused) {
        refusals.refused(exchange, refused);
        refuse(exchange, refused);
    }

    /// For whoever was told an address of this peer, wherever they come from, and for programs and
    /// pages of this machine. A page of another website that was told none must not learn even who
    /// is here, which the handshake tells its caller. From then on those who bound the strangers of
    /// links bound this one.
    private void pipe(Exchange exchange) {
        if (!pipes.isTold(path(exchange.request()))) {
            guard.checkWhence(exchange);
        }
        pipes.answer(exchange);
        strangers.known(exchange.request());
    }

    private static void refuse(Exchange exchange, Refused refused) {
        try {
            exchange.refuse(refused);
        } catch (Exchange.Gone gone) {
            exchange.callback().failed(gone);
        }
    }

    private static String path(Request request) {
        HttpURI uri = request.getHttpURI();
        return uri.getPath() == null ? "/" : uri.getPath();
    }

    /// What everybody gets comes first: there is nothing of this peer in it.
    private void answer(Exchange exchange) {
        String path = path(exchange.request());
        if (path.equals(Proof.PATH)) {
            proof.answer(exchange); // for who has the token, and wants to know whether we do
        } else if (path.equals(SignIn.PATH)) {
            boolean isOwner = guard.isOwner(exchange);
            String shown = Guard.shown(exchange);
            String session = guard.session(exchange);
            signIn.answer(exchange, guard.asksForToken(), isOwner, shown, session);
        } else if (path.equals(MetricsPage.PATH) || !isForPerson(exchange, path)) {
            let(exchange, path, guard.requireKnown(exchange));
        }
    }

    /// What stays open ends with the session that began it. A connection that goes on to serve
    /// other requests does not.
    private void let(Exchange exchange, String path, @Nullable String session) {
        if (session == null) {
            route(exchange, path);
        } else if (path.equals(SOCKET)) {
            route(exchange, path);
            signIn.bind(session, exchange);
        } else if (exchange.header("Subscribe") != null) {
            signIn.bind(session, exchange);
            try {
                route(exchange, path);
            } finally {
                signIn.unbind(session, exchange);
            }
        } else {
            route(exchange, path);
        }
    }

    /// Whether it was for the console, and is answered: the page that shows what is there, or asks
    /// for the token.
    private boolean isForPerson(Exchange exchange, String path) {
        strangers.busy(exchange.request());
        try {
            return console.answer(exchange, path, exchange.request().getHttpURI().getQuery());
        } finally {
            strangers.done(exchange.request());
        }
    }

    private void route(Exchange exchange, String path) {
        if (path.equals(SOCKET)) {
            live.socket(exchange);
        } else if (path.equals(MetricsPage.PATH)) {
            metrics.answer(exchange);
        } else if (path.equals(SignIn.TICKET_PATH)) {
            guard.requireOwner(exchange);
            signIn.giveTicket(exchange);
        } else if (path.startsWith(CONTROL)) {
            control.answer(exchange, path.substring(CONTROL.length()));
        } else {
            tree(exchange, Target.of(path, exchange.request().getHttpURI().getQuery()));
        }
    }

    private void tree(Exchange exchange, Target target) {
        switch (exchange.method()) {
            case "GET", "HEAD" -> read(exchange, target);
            case "PUT", "PATCH", "DELETE" -> writing.answer(exchange, target);
            default ->
                    throw Refused.method(
                            "GET, HEAD, PUT, PATCH, DELETE",
                            Malformed.quote(exchange.method())
                                    + " is not for cells; there are GET, HEAD, PUT, PATCH and"
                                    + " DELETE");
        }
    }

    private void read(Exchange exchange, Target target) {
        exchange.put("Vary", "Accept, Sec-Fetch-Mode"); // a browser may get the console there
        boolean subscribes =
                exchange.header("Subscribe") != null && exchange.method().equals("GET");
        if (!subscribes) {
            reading.answer(exchange, target);
            return;
        }
        target.only("depth", "mode");
        int depth = (int) target.number("depth", Query.DEPTH_ALL, Query.DEPTH_ALL);
        live.stream(exchange, target.address(), depth, target.text("mode"));
    }
}
