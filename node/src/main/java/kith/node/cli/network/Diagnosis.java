package kith.node.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.InvitationLink;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.client.Field;

/// Whether a peer can be reached, by whom and over what, from the cells of `.peer` and what
/// neighbours found who called it.
///
/// That somebody else opened a link is the only proof that one can be reached. Where there is none,
/// what the addresses are like says who cannot: other machines, or other networks.
final class Diagnosis {
    /// Clocks that differ by less say nothing.
    private static final long CLOCK_SHOWN_SECONDS = 5;

    /// A clock that is so far off makes others hold its changes back, or soon will.
    private static final long CLOCK_WRONG_SECONDS = 60;

    /// Guess: some checkpoints and a file of the log.
    private static final long ROOM_BYTES_MIN = 256L << 20;

    /// Of those who called this peer; `kith status` has all.
    private static final int NAMED_MAX = 3;

    private final Field about;
    private final Called called;
    private final long roomBytes;
    private final List<Finding> findings = new ArrayList<>();

    /// `reached`: what neighbours found who called it; `roomBytes`: how much the disk has left for
    /// the home.
    Diagnosis(Field about, Field reached, long roomBytes) {
        this.about = about;
        this.called = new Called(about, reached);
        this.roomBytes = roomBytes;
    }

    List<Finding> findings() {
        store();
        addresses();
        door();
        findings.addAll(called.findings());
        reached();
        boards();
        unreached();
        clocks();
        versions();
        return findings;
    }

    private void store() {
        Field store = about.at("store");
        if (!store.at("writable").flag()) {
            findings.add(
                    Finding.bad(
                            "disk-failed",
                            "the disk failed: " + store.at("failure").text(),
                            "Make room, then: kith down, kith up"));
        } else if (roomBytes < ROOM_BYTES_MIN) {
            findings.add(
                    Finding.doubtful(
                            "disk-nearly-full",
                            "the disk has " + Numbers.bytes(roomBytes) + " left",
                            "Make room before writing stops."));
        } else {
            findings.add(
                    Finding.good(
                            "the disk takes what is written, "
                                    + Numbers.bytes(roomBytes)
                                    + " left"));
        }
    }

    // Where others could reach it

    private void addresses() {
        List<String> told = nodes();
        Reach reach = Reach.of(told);
        String all = String.join(", ", told);
        switch (reach) {
            case NOWHERE ->
                    findings.add(
                            Finding.bad(
                                    "reach-nowhere",
                                    "this peer tells nobody an address",
                                    "Name one: kith up --advertise HOST:PORT"));
            case THIS_MACHINE ->
                    findings.add(
                            Finding.doubtful(
                                    "reach-loopback",
                                    "only this machine reaches " + all,
                                    "For others: kith up without --listen 127.0.0.1"));
            case THIS_NETWORK ->
                    findings.add(
                            Finding.doubtful(
                                    "reach-private",
                                    "only the own network reaches " + all,
                                    "For others: pass the port on in the router, and kith up"
                                            + " --advertise with the address that they see."));
            case EVERYWHERE -> findings.add(Finding.good("others are told " + all));
        }
    }

    private List<String> nodes() {
        var nodes = new ArrayList<>(about.at("addresses").texts());
        nodes.removeIf(address -> InvitationLink.isWeb(address) || InvitationLink.isMesh(address));
        return nodes;
    }

    private void door() {
        var doors = new ArrayList<>(about.at("addresses").texts());
        doors.removeIf(address -> !InvitationLink.isWeb(address));
        findings.add(
                doors.isEmpty()
                        ? Finding.doubtful(
                                "reach-no-door",
                                "no tab of a browser can call this peer",
                                "HTTP opens the door for them: kith up with --http")
                        : Finding.good("tabs of browsers are told " + String.join(", ", doors)));
    }

    private void reached() {
        var by = new ArrayList<String>();
        Field links = about.at("links");
        boolean fromAfar = false;
        for (String name : links.names()) {
            Field link = links.at(name);
            if (link.at("inbound").flag()) {
                String from = link.at("address").text();
                by.add(Prefix.shown(name) + " from " + from);
                fromAfar |= Reach.of(List.of(from)) != Reach.THIS_MACHINE;
            }
        }
        if (by.isEmpty() && !called.isReached()) {
            findings.add(
                    Finding.doubtful(
                            "reach-unproven",
                            "nobody has called this peer who is linked now",
                            "Let another machine try: kith connect, with one of the addresses."));
        } else if (!by.isEmpty()) {
            String where = fromAfar ? "reached by " : "reached on this machine by ";
            List<String> named = by.subList(0, Math.min(NAMED_MAX, by.size()));
            int others = by.size() - named.size();
            String more = others == 0 ? "" : " and " + others + " more";
            findings.add(Finding.good(where + String.join(", ", named) + more));
        }
    }

    // Whom it reaches

    private void boards() {
        Field boards = about.at("boards");
        if (boards.names().isEmpty()) {
            findings.add(
                    Finding.doubtful(
                            "board-none",
                            "this peer is on no board",
                            "The first write founds one; an invitation leads to another's: kith"
                                    + " join LINK"));
        }
        var linked = new TreeSet<>(about.at("links").names());
        for (String board : boards.names()) {
            List<String> others = new ArrayList<>(boards.at(board).at("members").names());
            others.remove(about.at("id").text());
            int there = 0;
            for (String other : others) {
                there += linked.contains(other) ? 1 : 0;
            }
            board(board, others.size(), there);
        }
    }

    private void board(String board, int others, int linked) {
        if (others == 0) {
            findings.add(Finding.good('@' + board + " has no other member"));
        } else if (linked == 0) {
            findings.add(
                    Finding.bad(
                            "reach-nobody",
                            "linked to none of "
                                    + Numbers.count(others, "member")
                                    + " of @"
                                    + board,
                            "Is one of them running? What is below says why it is not reached."));
        } else {
            findings.add(
                    Finding.good(
                            "linked to "
                                    + linked
                                    + " of "
                                    + Numbers.count(others, "other member")
                                    + " of @"
                                    + board));
        }
    }

    private void unreached() {
        Field unreached = about.at("unreached");
        for (String address : unreached.names()) {
            String because = unreached.at(address).at("because").text();
            String plain = because.replaceFirst("^unreachable: ", "");
            findings.add(
                    Finding.doubtful(
                            "unreachable",
                            plain.contains(address) ? plain : address + ": " + plain,
                            plain.endsWith("?")
                                    ? "It is tried again."
                                    : "It is tried again. Does its peer run, and is the address"
                                            + " right?"));
        }
    }

    private void clocks() {
        Field links = about.at("links");
        for (String name : links.names()) {
            long off = links.at(name).at("clockOffSeconds").number();
            if (Math.abs(off) >= CLOCK_SHOWN_SECONDS) {
                String what =
                        "the clock of "
                                + Prefix.shown(name)
                                + " differs by "
                                + Numbers.span(Math.abs(off) * 1_000);
                String todo = "Set the wrong one.";
                boolean wrong = Math.abs(off) >= CLOCK_WRONG_SECONDS;
                findings.add(
                        wrong
                                ? Finding.bad("clock-off", what, todo)
                                : Finding.doubtful("clock-off", what, todo));
            }
        }
    }

    private void versions() {
        Field links = about.at("links");
        long newest = about.at("version").number();
        for (String name : links.names()) {
            long version = links.at(name).at("version").number();
            if (version > 0 && version < newest) {
                findings.add(
                        Finding.doubtful(
                                "version-old",
                                Prefix.shown(name)
                                        + " speaks version "
                                        + version
                                        + " of the protocol, this peer "
                                        + newest,
                                "It works; what is new does not. Update it."));
            }
        }
    }
}
