package kith.node.cli.peer;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.client.Field;

/// What in the cells of `.peer` somebody has to do something about, and what.
///
/// Each problem is a line, and below it, further in, a line with what to do.
final class Problems {
    /// A clock that is so far off makes others hold its changes back, or soon will.
    private static final long CLOCK_WRONG_SECONDS = 60;

    private final Field about;
    private final List<String> lines = new ArrayList<>();

    Problems(Field about) {
        this.about = about;
    }

    List<String> lines() {
        store(about.at("store"));
        Field links = about.at("links");
        for (String name : links.names()) {
            link(Prefix.shown(name), links.at(name));
        }
        Field boards = about.at("boards");
        for (String board : boards.names()) {
            removed(board, boards.at(board).at("removed").at(about.at("id").text()));
        }
        Field spaces = about.at("spaces");
        for (String board : spaces.names()) {
            for (String name : spaces.at(board).names()) {
                Field gone = boards.at(board).at("removed");
                space('@' + board + '/' + SpaceName.text(name), spaces.at(board).at(name), gone);
            }
        }
        return lines;
    }

    private void removed(String board, Field removal) {
        if (removal.isThere()) {
            add(
                    Prefix.shown(removal.at("by").text()) + " removed this peer from @" + board,
                    "What is there can still be read. What is written here reaches nobody.");
        }
    }

    private void add(String what, String todo) {
        lines.add(what);
        lines.add("    " + todo);
    }

    private void store(Field store) {
        if (store.at("writable").isThere() && !store.at("writable").flag()) {
            add(
                    "the disk failed: " + store.at("failure").text(),
                    "Reading goes on, writing does not. Make room, then: kith down, kith up");
        }
        List<String> damaged = store.at("damaged").texts();
        for (String one : damaged) {
            lines.add("the store is damaged: " + one);
        }
        if (!damaged.isEmpty()) {
            lines.add("    What was sound is kept. All of it in detail: kith verify");
        }
    }

    private void link(String peer, Field link) {
        long off = link.at("clockOffSeconds").number();
        if (Math.abs(off) > CLOCK_WRONG_SECONDS) {
            String span = Numbers.span(Math.abs(off) * 1_000);
            add(
                    "the clocks of " + peer + " and this peer differ by " + span,
                    "Set the wrong one. What is over an hour ahead is held back by the others.");
        }
        String refused = link.at("refused").text();
        if (!refused.isEmpty()) {
            add(peer + " refused something: " + refused, refusal(refused));
        }
    }

    private static String refusal(String text) {
        if (text.startsWith("not-a-member")) {
            return "It does not know this peer's membership, or you were removed: kith members";
        }
        if (text.startsWith("quota")) {
            return "There is a bound on what one member may store there; ask its owner.";
        }
        if (text.startsWith("clock-ahead")) {
            return "This machine's clock is ahead of the other's: set it.";
        }
        return "Both sides at the same version? kith version";
    }

    private void space(String address, Field space, Field removed) {
        Field held = space.at("held");
        for (String chain : held.names()) {
            if (removed.at(author(chain)).isThere()) {
                continue; // nobody waits for those
            }
            String because = held.at(chain).at("because").text();
            add(
                    "changes of "
                            + Prefix.shown(chain)
                            + " in "
                            + address
                            + " are held back after number "
                            + held.at(chain).at("beyond").number()
                            + ": "
                            + because,
                    held(because));
        }
        for (String fork : space.at("forks").texts()) {
            int at = fork.indexOf(' ');
            add(
                    "two different changes of "
                            + Prefix.shown(fork)
                            + (at < 0 ? "" : fork.substring(at))
                            + " in "
                            + address,
                    "Both are kept. Two copies of one home ran at once, or somebody has its key.");
        }
        if (space.at("copied").flag()) {
            add(
                    "another copy of this home writes into " + address,
                    "Nothing is lost. Stop one of the two, and give it a home of its own.");
        }
        for (String peer : space.at("peers").names()) {
            if (space.at("peers").at(peer).at("hashesDiffer").flag()) {
                add(
                        Prefix.shown(peer)
                                + " has other changes under the same numbers in "
                                + address,
                        "Which cells it is about: kith compare "
                                + Prefix.shown(peer)
                                + " "
                                + address);
            }
        }
    }

    private static String author(String chain) {
        int dot = chain.indexOf('.');
        return dot < 0 ? chain : chain.substring(0, dot);
    }

    private static String held(String because) {
        return switch (because) {
            case "clock-ahead" ->
                    "Its clock is over an hour ahead of this one: set whichever is wrong.";
            case "not-a-member" -> "Its author may not write here, as far as this peer knows.";
            default ->
                    because.startsWith("quota")
                            ? "It is over what one member may store here."
                            : "The log of this peer says more: kith.log in its home.";
        };
    }
}
