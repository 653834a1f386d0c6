package kith.node.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;

/// What `kith trace` shows to people: the tree, and what it cost.
final class TracedView {
    private static final String INDENT = "  ";

    private final Field report;
    private final BiFunction<Terminal.Ink, String, String> paint;

    TracedView(Field report, BiFunction<Terminal.Ink, String, String> paint) {
        this.report = report;
        this.paint = paint;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        for (Field peer : report.at("peers").items()) {
            String name = Prefix.shown(peer.at("peer").text());
            String indent = INDENT.repeat((int) peer.at("depth").number());
            lines.add(indent + paint.apply(Terminal.Ink.BOLD, name) + about(peer));
        }
        lines.add(summary());
        return lines;
    }

    private String about(Field peer) {
        var parts = new ArrayList<String>();
        if (peer.at("peer").text().equals(report.at("author").text())) {
            parts.add("wrote it");
        }
        took(peer, parts);
        if (peer.at("lateMillis").isThere()) {
            parts.add("there after " + peer.at("lateMillis").number() + " ms by its clock");
        }
        switch (peer.at("answer").text()) {
            case "none" -> parts.add("does not answer");
            case "lacking" -> parts.add("says that it has it not");
            case "forgotten" -> parts.add("has it, and forgot from whom");
            default -> {}
        }
        switch (peer.at("says").text()) {
            case "sender" -> parts.add("as the sender says");
            case "receiver" -> parts.add("as it says itself");
            default -> {}
        }
        named(parts, "again from ", peer.at("again"));
        named(parts, "says that it passed it to ", peer.at("claims"));
        return parts.isEmpty() ? "" : INDENT + String.join(", ", parts);
    }

    private static void took(Field peer, List<String> parts) {
        if (peer.at("tookMicros").isThere()) {
            long micros = peer.at("tookMicros").number();
            String sign = micros < 0 ? "−" : "";
            String took = sign + Numbers.micros(Math.abs(micros));
            parts.add("took " + took + " (" + peer.at("tookBy").text() + ')');
        }
    }

    private static void named(List<String> parts, String before, Field peers) {
        if (peers.isThere()) {
            parts.add(
                    before
                            + peers.texts().stream()
                                    .map(Prefix::shown)
                                    .collect(Collectors.joining(" ")));
        }
    }

    private String summary() {
        long reached = report.at("reached").number();
        long copies = report.at("copies").number();
        long silent = report.at("unanswered").items().size();
        String line =
                Numbers.count(reached, "peer")
                        + " reached with "
                        + (copies == 1 ? "1 copy" : copies + " copies")
                        + ", "
                        + report.at("again").number()
                        + " of them redundant; the longest way has "
                        + Numbers.count(report.at("hops").number(), "step");
        return silent == 0 ? line : line + "; " + silent + " did not answer";
    }
}
