package kith.node.cli.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;

/// The cells of `.peer/network` as a page for people.
final class PeersView {
    private static final List<String> MARKS = List.of("near", "up", "free", "strong", "first");

    private static final List<String> TOTALS = List.of("count", "sum", "newest", "different");

    private final Field about;
    private final String self;
    private final long nowMillis;
    private final Paint paint;
    private final List<String> lines = new ArrayList<>();

    /// Makes a text stand out, or leaves it.
    interface Paint {
        String paint(Ink ink, String text);
    }

    PeersView(Field about, long nowMillis, Paint paint) {
        this.about = about;
        this.self = about.at("id").text();
        this.nowMillis = nowMillis;
        this.paint = paint;
    }

    List<String> lines() {
        String region = about.at("region").text();
        lines.add("peer  " + Prefix.shown(self) + (region.isEmpty() ? "" : " in " + region));
        Field boards = about.at("network");
        for (String board : boards.names()) {
            title('@' + board);
            neighbours(boards.at(board).at("neighbours"));
            cluster(boards.at(board));
            others(boards.at(board).at("clusters"));
            all(boards.at(board).at("all"));
            aggregates(boards.at(board).at("aggregates"));
            work(boards.at(board).at("work"));
        }
        if (boards.names().isEmpty()) {
            lines.add("on no board yet");
        }
        return lines;
    }

    private void title(String text) {
        lines.add("");
        lines.add(paint.paint(Ink.BOLD, text));
    }

    private void neighbours(Field neighbours) {
        var rows =
                new Columns().row("", "region", "round trip", "as placed", "from it", "to it", "");
        for (String id : neighbours.names()) {
            Field one = neighbours.at(id);
            rows.row(
                    Prefix.shown(id),
                    about.at("links").at(id).at("region").text(),
                    micros(one.at("roundTripMicros"), ""),
                    micros(one.at("distanceMicros"), ""),
                    one.at("gets").text(),
                    one.at("gives").text(),
                    standing(one.at("standing").text()));
        }
        int count = neighbours.names().size();
        lines.add("  " + (count == 0 ? "no neighbours now" : Numbers.count(count, "neighbour")));
        if (count > 0) {
            lines.addAll(rows.lines("    "));
        }
    }

    private String standing(String word) {
        return word.equals("alive") ? word : paint.paint(Ink.YELLOW, word);
    }

    private static String micros(Field field, String what) {
        return field.isThere() ? Numbers.micros(field.number()) + what : "";
    }

    private void cluster(Field board) {
        Field cluster = board.at("cluster");
        if (!cluster.isThere()) {
            lines.add("  in no cluster yet");
            return;
        }
        Field members = cluster.at("members");
        String leader = cluster.at("leader").text();
        lines.add(
                "  cluster "
                        + Prefix.shown(cluster.at("id").text())
                        + ", "
                        + size(cluster)
                        + ", "
                        + (leader.isEmpty() ? "electing a leader" : led(cluster, leader)));
        if (cluster.at("guest").isThere()) {
            return;
        }
        var rows = new Columns().row("", "score", "near", "up", "free", "strong", "first", "");
        var byScore = new ArrayList<>(members.names());
        byScore.sort(Comparator.comparingLong((String id) -> -members.at(id).at("score").number()));
        for (String id : byScore) {
            rows.row(row(id, members.at(id), id.equals(leader)));
        }
        lines.addAll(rows.lines("    "));
        if (!leader.isEmpty() && !byScore.isEmpty()) {
            long more = members.at(byScore.getFirst()).at("score").number();
            lines.add("    " + why(more - members.at(leader).at("score").number()));
        }
    }

    private static String size(Field cluster) {
        if (cluster.at("guest").isThere()) {
            return "this peer is its guest";
        }
        String members = Numbers.count(cluster.at("members").names().size(), "member");
        Field guests = cluster.at("guests");
        return guests.isThere()
                ? members + " and " + Numbers.count(guests.number(), "guest")
                : members;
    }

    /// Why the leader leads, of whom somebody has so many marks more.
    private static String why(long more) {
        return more <= 0
                ? "nobody has more marks than who leads"
                : "somebody has " + more + " more, which is too few or too new to take over";
    }

    private String led(Field cluster, String leader) {
        long left = cluster.at("leaseUntil").number() - nowMillis;
        if (left <= 0) {
            return name(leader) + " led until its lease ended: a leader is elected";
        }
        return "led by "
                + paint.paint(Ink.BOLD, name(leader))
                + ", epoch "
                + cluster.at("epoch").number()
                + ", for "
                + Numbers.span(left)
                + " or longer";
    }

    private String name(String id) {
        return id.equals(self) ? Prefix.shown(id) + " (this peer)" : Prefix.shown(id);
    }

    private String[] row(String id, Field marks, boolean leads) {
        var row = new ArrayList<String>();
        row.add(Prefix.shown(id));
        row.add(Long.toString(marks.at("score").number()));
        MARKS.forEach(mark -> row.add(Long.toString(marks.at(mark).number())));
        boolean silent = marks.at("score").number() == 0;
        row.add(leads ? "leads" : silent ? "not measured, or silent" : "");
        return row.toArray(String[]::new);
    }

    /// What this peer does for others, and others for it.
    private void work(Field work) {
        var parts = new ArrayList<String>();
        if (work.at("serves").isThere()) {
            parts.add("serves " + String.join(", ", work.at("serves").texts()));
        }
        count(parts, work.at("doing"), "being done here");
        count(parts, work.at("handedOut"), "handed out here");
        count(parts, work.at("waiting"), "without an answer yet");
        if (!parts.isEmpty()) {
            lines.add("  work: " + String.join("; ", parts));
        }
    }

    private static void count(List<String> parts, Field number, String what) {
        if (number.isThere()) {
            parts.add(Numbers.count(number.number(), "task") + ' ' + what);
        }
    }

    private void all(Field all) {
        if (all.isThere()) {
            lines.add(
                    "  all together, as leaders tell: "
                            + Numbers.count(all.at("peers").number(), "peer")
                            + ", "
                            + Numbers.count(all.at("changes").number(), "change")
                            + ", the newest came "
                            + Numbers.span(nowMillis - all.at("newest").number())
                            + " ago");
        }
    }

    private void aggregates(Field aggregates) {
        var rows = new Columns().row("", "peers", "sum", "newest", "different", "as of", "mine");
        for (String name : aggregates.names()) {
            Field one = aggregates.at(name);
            Field mine = one.at("mine");
            String own = mine.isThere() ? Numbers.grouped(mine.number()) : "";
            rows.row(total(name, one.at("board"), own));
            if (one.at("cluster").isThere()) {
                rows.row(total("  here", one.at("cluster"), ""));
            }
        }
        if (!aggregates.names().isEmpty()) {
            lines.add("  numbers that applications give");
            lines.addAll(rows.lines("    "));
        }
    }

    private String[] total(String name, Field of, String own) {
        var row = new ArrayList<String>();
        row.add(name);
        for (String field : TOTALS) {
            row.add(of.isThere() ? Numbers.grouped(of.at(field).number()) : "");
        }
        boolean told = of.isThere();
        row.add(told ? Numbers.span(nowMillis - of.at("asOf").number()) + " ago" : "");
        row.add(own);
        return row.toArray(String[]::new);
    }

    private void others(Field clusters) {
        var rows = new Columns();
        for (String id : clusters.names()) {
            Field one = clusters.at(id);
            rows.row(
                    Prefix.shown(id),
                    one.at("region").text(),
                    Numbers.count(one.at("size").number(), "member"),
                    "led by " + Prefix.shown(one.at("leader").text()),
                    "epoch " + one.at("epoch").number(),
                    micros(one.at("distanceMicros"), " away"));
        }
        if (!rows.isEmpty()) {
            lines.add("  other clusters");
            lines.addAll(rows.lines("    "));
        }
    }
}
