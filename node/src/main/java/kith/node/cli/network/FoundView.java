package kith.node.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;

/// What `kith find` shows to people.
final class FoundView {
    private static final String INDENT = "  ";

    private final Field report;
    private final long nowMillis;
    private final BiFunction<Terminal.Ink, String, String> paint;
    private final List<String> lines = new ArrayList<>();

    FoundView(Field report, long nowMillis, BiFunction<Terminal.Ink, String, String> paint) {
        this.report = report;
        this.nowMillis = nowMillis;
        this.paint = paint;
    }

    List<String> lines() {
        if (report.at("kind").text().equals("peer")) {
            who();
        }
        report.at("found").items().forEach(this::one);
        listed();
        int answered = report.at("answered").items().size();
        lines.add(
                Numbers.count(answered, "peer")
                        + " answered within "
                        + report.at("millis").number()
                        + " ms");
        ways();
        return lines;
    }

    private void who() {
        String line =
                paint.apply(Terminal.Ink.BOLD, report.at("subject").text())
                        + "\n"
                        + INDENT
                        + "on "
                        + report.at("board").text();
        if (report.at("since").isThere()) {
            line += " for " + age(report.at("since").number());
        }
        if (report.at("invitedBy").isThere()) {
            line += ", let in by " + Prefix.shown(report.at("invitedBy").text());
        }
        lines.add(line);
    }

    private void one(Field record) {
        boolean named = report.at("kind").text().equals("peer");
        if (!named) {
            lines.add(paint.apply(Terminal.Ink.BOLD, record.at("peer").text()));
        }
        for (String address : record.at("addresses").texts()) {
            lines.add(INDENT + address);
        }
        String region = record.at("region").text();
        lines.add(
                INDENT
                        + (region.isEmpty() ? "" : "in " + region + "; ")
                        + String.join(", ", record.at("can").texts()));
        lines.add(
                INDENT
                        + "said and signed by "
                        + Prefix.shown(record.at("signedBy").text())
                        + ' '
                        + age(record.at("saidAt").number())
                        + " ago, good for "
                        + Numbers.span(Math.max(0, record.at("endsAt").number() - nowMillis)));
    }

    private String age(long sinceMillis) {
        return Numbers.span(Math.max(0, nowMillis - sinceMillis));
    }

    private void listed() {
        List<String> listed = report.at("listed").texts();
        if (!listed.isEmpty()) {
            lines.add(INDENT + "the board lists " + String.join(", ", listed));
        }
    }

    private void ways() {
        int number = 0;
        for (Field way : report.at("ways").items()) {
            String ended =
                    way.at("endedMillis").isThere()
                            ? " to " + way.at("endedMillis").number() + " ms"
                            : " ms on";
            lines.add(
                    "way "
                            + ++number
                            + " over "
                            + Prefix.shown(way.at("first").text())
                            + ", from "
                            + way.at("beganMillis").number()
                            + ended);
            way.at("replies").items().forEach(this::reply);
        }
    }

    private void reply(Field reply) {
        List<String> hops = reply.at("hops").items().stream().skip(1).map(FoundView::hop).toList();
        lines.add(
                INDENT
                        + Prefix.shown(reply.at("by").text())
                        + " after "
                        + reply.at("afterMillis").number()
                        + " ms: "
                        + Numbers.count(reply.at("records").number(), "record")
                        + (hops.isEmpty() ? "" : ", by way of " + String.join(", ", hops)));
    }

    /// Who waited how long for what it passed on.
    private static String hop(Field hop) {
        String peer = Prefix.shown(hop.at("peer").text());
        return peer + " (" + hop.at("waitedMillis").number() + " ms)";
    }
}
