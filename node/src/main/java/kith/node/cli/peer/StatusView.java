package kith.node.cli.peer;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;

/// The cells of `.peer` as a page for people, at most 80 columns wide where names allow.
///
/// What somebody has to do something about comes first. The rest answers in this order: who am I,
/// who am I linked to, whom do I share with, do we have the same.
final class StatusView {
    /// Clocks that differ by less say nothing: the peers' order of changes does not suffer.
    private static final long CLOCK_SHOWN_SECONDS = 5;

    private static final long SPAN_SHOWN_MILLIS = 1_000;

    private final Field about;
    private final Here here;
    private final Paint paint;
    private final List<String> lines = new ArrayList<>();

    /// What the page needs beside the cells.
    record Here(String home, long pid, String url, long startedAtMillis, long nowMillis) {}

    /// Makes a text stand out, or leaves it.
    interface Paint {
        String paint(Ink ink, String text);
    }

    StatusView(Field about, Here here, Paint paint) {
        this.about = about;
        this.here = here;
        this.paint = paint;
    }

    List<String> lines() {
        List<String> problems = new Problems(about).lines();
        for (String problem : problems) {
            boolean first = !problem.startsWith(" ");
            lines.add(first ? paint.paint(Ink.RED, "! ") + problem : problem);
        }
        if (!problems.isEmpty()) {
            lines.add("");
        }
        peer();
        links();
        discovered();
        boards();
        spaces();
        return lines;
    }

    private void title(String text) {
        lines.add("");
        lines.add(paint.paint(Ink.BOLD, text));
    }

    private String since(long millis) {
        return millis <= 0 ? "" : Numbers.span(here.nowMillis() - millis);
    }

    private void peer() {
        Field store = about.at("store");
        var rows = new Columns();
        rows.row("peer", about.at("id").text());
        List<String> addresses = about.at("addresses").texts();
        for (int i = 0; i < addresses.size(); i++) {
            rows.row(i == 0 ? "links at" : "", addresses.get(i));
        }
        rows.row("http", here.url());
        String region = about.at("region").text();
        if (!region.isEmpty()) {
            rows.row("region", region);
        }
        rows.row("home", here.home());
        rows.row(
                "running",
                since(here.startedAtMillis())
                        + ", process "
                        + here.pid()
                        + ", "
                        + about.at("agent").text());
        rows.row("store", store(store));
        lines.addAll(rows.lines(""));
    }

    private static String store(Field store) {
        String end = store.at("end").text();
        String durable = store.at("durable").text();
        return end.equals(durable)
                ? "all of it on the disk, up to " + end
                : "up to " + end + ", on the disk up to " + durable;
    }

    private void links() {
        Field links = about.at("links");
        List<String> names = links.names();
        title(names.isEmpty() ? "links: none" : "links");
        var rows = new Columns();
        for (String name : names) {
            Field link = links.at(name);
            long micros = link.at("roundTripMicros").number();
            rows.row(
                    Prefix.shown(name),
                    link.at("inbound").flag() ? "from" : "to",
                    link.at("address").text(),
                    micros == 0 ? "" : Numbers.micros(micros),
                    "for " + since(link.at("since").number()),
                    clock(link.at("clockOffSeconds").number()),
                    agent(link),
                    link.at("stale").flag() ? "does not answer" : "");
        }
        lines.addAll(rows.lines("  "));
    }

    private static String agent(Field link) {
        String region = link.at("region").text();
        return link.at("agent").text() + (region.isEmpty() ? "" : " in " + region);
    }

    /// Who could be reached through others; nothing where nobody is.
    private void discovered() {
        var rows = new Columns();
        for (String board : about.at("discovered").names()) {
            Field peers = about.at("discovered").at(board);
            for (String id : peers.names()) {
                var through = new ArrayList<String>();
                peers.at(id).at("through").texts().forEach(one -> through.add(Prefix.shown(one)));
                rows.row(
                        Prefix.shown(id),
                        '@' + board,
                        "through " + String.join(", ", through),
                        peers.at(id).at("because").text());
            }
        }
        List<String> all = rows.lines("  ");
        if (!all.isEmpty()) {
            title("known, and not linked");
            lines.addAll(all);
        }
    }

    private static String clock(long seconds) {
        if (Math.abs(seconds) < CLOCK_SHOWN_SECONDS) {
            return "";
        }
        String span = Numbers.span(Math.abs(seconds) * 1_000);
        return "clock " + (seconds > 0 ? "+" : "-") + span;
    }

    private void boards() {
        Field boards = about.at("boards");
        List<String> names = boards.names();
        title(names.isEmpty() ? "boards: none yet" : "boards");
        var rows = new Columns();
        for (String name : names) {
            Field board = boards.at(name);
            int open = 0;
            for (String id : board.at("invitations").names()) {
                boolean is = board.at("invitations").at(id).at("state").text().equals("open");
                open += is ? 1 : 0;
            }
            rows.row(
                    name,
                    Prefix.shown(board.at("id").text()),
                    Numbers.count(board.at("members").names().size(), "member"),
                    open == 0 ? "" : Numbers.count(open, "open invitation"),
                    board.at("default").flag() ? "default" : "");
        }
        lines.addAll(rows.lines("  "));
    }

    private void spaces() {
        Field boards = about.at("spaces");
        boolean any = false;
        for (String board : boards.names()) {
            any |= !boards.at(board).names().isEmpty();
        }
        title(any ? "spaces" : "spaces: none yet");
        for (String board : boards.names()) {
            for (String name : boards.at(board).names()) {
                space('@' + board + '/' + SpaceName.text(name), boards.at(board).at(name));
            }
        }
    }

    private void space(String address, Field space) {
        String waiting = "";
        if (space.at("waiting").number() > 0) {
            waiting =
                    ", "
                            + Numbers.count(space.at("waiting").number(), "change")
                            + " waiting for their past";
        }
        String rebuilding = space.at("rebuilding").flag() ? ", being rebuilt" : "";
        lines.add(
                "  "
                        + paint.paint(Ink.BOLD, address)
                        + "  "
                        + Numbers.count(space.at("changes").number(), "change")
                        + waiting
                        + rebuilding);
        var rows = new Columns();
        List<String> chains = space.at("heads").names();
        if (chains.isEmpty()) {
            rows.row("here", "nothing");
        }
        heads(rows, "here", "", space.at("heads"), chains);
        Field peers = space.at("peers");
        for (String peer : peers.names()) {
            rows.row(Prefix.shown(peer), apart(peers.at(peer)));
            heads(rows, "", "there: ", peers.at(peer).at("heads"), chains);
        }
        Field away = space.at("away");
        for (String peer : away.names()) {
            rows.row(Prefix.shown(peer), away(away.at(peer)));
        }
        lines.addAll(rows.lines("    "));
    }

    private static void heads(
            Columns rows, String name, String what, Field heads, List<String> chains) {
        if (heads.names().isEmpty()) {
            return;
        }
        boolean first = true;
        for (String line : Heads.lines(heads, chains)) {
            rows.row(first ? name : "", (first ? what : " ".repeat(what.length())) + line);
            first = false;
        }
    }

    private String apart(Field peer) {
        if (peer.at("inSync").flag()) {
            return paint.paint(Ink.GREEN, "in sync");
        }
        var parts = new ArrayList<String>();
        long there = peer.at("missingThere").number();
        long missing = peer.at("missingHere").number();
        if (there > 0) {
            parts.add(Numbers.count(there, "change") + " missing there");
        }
        if (missing > 0) {
            parts.add(Numbers.count(missing, "change") + " missing here");
        }
        if (peer.at("hashesDiffer").flag()) {
            parts.add("the same numbers with other hashes");
        }
        if (parts.isEmpty()) {
            parts.add("not compared yet");
        }
        String since = span(peer);
        String text = String.join(", ", parts) + (since.isEmpty() ? "" : ", for " + since);
        return paint.paint(Ink.YELLOW, text);
    }

    /// Empty for what has only just begun.
    private String span(Field peer) {
        long since = peer.at("since").number();
        return here.nowMillis() - since < SPAN_SHOWN_MILLIS ? "" : since(since);
    }

    /// A member that no link leads to: what it was missing when the last one ended, and is since.
    private String away(Field peer) {
        if (!peer.at("since").isThere()) {
            return paint.paint(Ink.DIM, "not linked since this peer was started");
        }
        long missing = peer.at("missingThere").number();
        String since = span(peer);
        String unlinked = "not linked" + (since.isEmpty() ? "" : " for " + since) + ": ";
        return missing == 0
                ? paint.paint(Ink.DIM, unlinked + "it had all that is here")
                : paint.paint(
                        Ink.YELLOW, unlinked + Numbers.count(missing, "change") + " missing there");
    }
}
