package kith.node.http;

import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lang.Utf8;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.NestedJson;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Versions;
import kith.state.Query;
import kith.state.Query.Found;
import kith.talk.Below;
import kith.talk.CellText;
import kith.talk.StandingsText;
import kith.value.Json;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// `GET` and `HEAD` of an address: what is there now.
///
/// A subtree is read page by page and written as it is read. So a page of a large one may show a
/// later moment than the page before; the version that the answer names is that of the first, and
/// who writes against it claims to have seen no more than that.
final class TreeReading {
    private final Door door;
    private final LogReading log;

    TreeReading(Door door) {
        this.door = door;
        this.log = new LogReading(door);
    }

    void answer(Exchange exchange, Target target) {
        if (target.has("log")) {
            log.answer(exchange, target);
        } else if (target.has("why")) {
            log.why(exchange, target);
        } else if (target.has("find")) {
            Finding.answer(door, exchange, target);
        } else {
            show(exchange, target);
        }
    }

    private void show(Exchange exchange, Target target) {
        target.only("depth", "cells", "conflicts", "version");
        if (target.has("conflicts")) {
            conflicts(exchange, target.address());
            return;
        }
        int depth = (int) target.number("depth", Query.DEPTH_ALL, Query.DEPTH_ALL);
        Moment moment = moment(exchange, target);
        Answer.Found first = moment.read(target.address(), depth, null);
        if (first.cells().cells().isEmpty()) {
            throw moment.version().isEmpty() ? nothing(target.address()) : nothingThen(target);
        }
        exchange.versions("Version", first.version());
        exchange.put("Cache-Control", "no-store");
        exchange.put("Cut", Boolean.toString(isCut(first, depth)));
        exchange.begin(200, Exchange.JSON);
        if (!exchange.method().equals("HEAD")) {
            write(exchange, target, depth, moment, first);
        }
        exchange.end();
    }

    static Refused nothing(Address address) {
        return Refused.because(
                HttpProblem.NOT_FOUND,
                "there is nothing at " + text(address) + "; see what is there one level up");
    }

    private static String text(Address address) {
        String board = address.board() == null ? "" : "@" + address.board() + "/";
        String below = address.path().isRoot() ? "" : "/" + address.path().toText();
        return board + Address.text(address.space()) + below;
    }

    private static Refused nothingThen(Target target) {
        return Refused.because(
                HttpProblem.NOT_FOUND,
                "there was nothing at " + text(target.address()) + " in that version");
    }

    /// When it is that is read: now, where the version is empty. To make a past again may take
    /// long, and is dropped when its client is gone.
    private record Moment(Door door, List<String> version, Runnable look) {
        Answer.Found read(Address address, int depth, @Nullable Path after) {
            Answer answer =
                    version.isEmpty()
                            ? door.call(new Command.Read(address, depth, after, Query.CELLS_MAX))
                            : door.call(
                                    new Command.Past(
                                            address, version, depth, after, Query.CELLS_MAX),
                                    look);
            return switch (answer) {
                case Answer.Found found -> found;
                case Answer.Failed failed -> throw Refused.by(failed);
                case Answer other ->
                        throw new IllegalStateException("read was answered by " + other);
            };
        }
    }

    private Moment moment(Exchange exchange, Target target) {
        List<String> version = Versions.parse(exchange.header("Version"));
        String parameter = target.text("version");
        if (parameter != null) {
            version = Versions.list(parameter);
            if (version.isEmpty()) {
                throw Refused.because(
                        HttpProblem.PARAMETER_MALFORMED,
                        "the parameter version is empty: give ids with commas between, or a name");
            }
        }
        return new Moment(door, version == null ? List.of() : version, exchange::expectClient);
    }

    /// Whether something was left out; what is not known yet counts as left out.
    private static boolean isCut(Answer.Found first, int depth) {
        for (Found cell : first.cells().cells()) {
            if (cell.cut()) {
                return true;
            }
        }
        return depth < Query.DEPTH_ALL && !first.cells().complete();
    }

    private void write(
            Exchange exchange, Target target, int depth, Moment moment, Answer.Found first) {
        boolean flat = target.has("cells");
        var nested = new NestedJson(exchange);
        Path base = target.address().path();
        boolean spaces = target.address().space().isEmpty();
        if (flat) {
            exchange.write(Utf8.encode("["));
        }
        Answer.Found page = first;
        boolean begun = false;
        while (page != null) {
            if (flat) {
                exchange.write(flat(page.cells().cells(), base, spaces, begun));
                begun = true;
            } else {
                nested.add(page.cells().cells());
            }
            Query next = page.cells().next();
            page = next == null ? null : moment.read(target.address(), depth, next.after());
        }
        if (flat) {
            exchange.write(Utf8.encode("\n]\n"));
        } else {
            nested.finish();
            exchange.write(Utf8.encode("\n"));
        }
    }

    private static byte[] flat(List<Found> cells, Path base, boolean spaces, boolean begun) {
        var out = new StringBuilder();
        boolean first = !begun;
        for (Found cell : cells) {
            out.append(first ? "\n" : ",\n");
            first = false;
            boolean space = spaces && !cell.path().isRoot();
            String path = space ? Address.text(cell.path().name()) : Below.text(base, cell.path());
            out.append(Json.print(CellText.of(path, cell)));
        }
        return Utf8.encode(out.toString());
    }

    // Conflicts

    private void conflicts(Exchange exchange, Address address) {
        switch (door.call(new Command.Conflicts(address))) {
            case Answer.Standings standings when standings.list().isEmpty() ->
                    throw nothing(address);
            case Answer.Standings standings -> {
                exchange.versions("Version", standings.version());
                exchange.send(200, StandingsText.of(standings.list()));
            }
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other ->
                    throw new IllegalStateException("conflicts were answered by " + other);
        }
    }
}
