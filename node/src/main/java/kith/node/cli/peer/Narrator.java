package kith.node.cli.peer;

import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.function.Supplier;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.port.Note;

/// Tells in the terminal of `up` what a peer notes, as it happens: a line each, with the time.
///
/// What happens over and over (somebody whose clock is off links every minute, a port scanner) is
/// told once and then counted, so that the page stays readable for months. The log has all of it.
///
/// Any thread. It waits for the terminal: see [Teller].
final class Narrator {
    private static final String LINK_FACTS = "; link ";

    /// The same thing is told again after so long.
    private static final long AGAIN_NANOS = 600_000_000_000L;

    /// How many different things are remembered for that.
    private static final int REMEMBERED_MAX = 64;

    /// So many times it is told that the same peer came or went, before that counts as over and
    /// over.
    private static final int TURNS_TOLD = 6;

    private final Terminal terminal;
    private final Supplier<LocalTime> time;
    private final Deque<Told> told = new ArrayDeque<>();

    /// How many links there are to each peer: two may overlap, and only the first and the last
    /// count.
    private final TreeMap<String, Integer> links = new TreeMap<>();

    private static final class Told {
        final String what;
        final long atNanos;
        int more;
        int turns = 1;

        Told(String what, long atNanos) {
            this.what = what;
            this.atNanos = atNanos;
        }
    }

    Narrator(Terminal terminal, Supplier<LocalTime> time) {
        this.terminal = terminal;
        this.time = time;
    }

    void note(Note note) {
        note(note, System.nanoTime());
    }

    synchronized void note(Note note, long nowNanos) {
        String text = text(note);
        boolean up = note.code().equals("link-up");
        boolean turn = up || note.code().equals("link-down");
        if (text.isEmpty() || turn && !isTurn(note.about(), up)) {
            return;
        }
        String what = (turn ? "link" : note.code()) + ' ' + note.about();
        for (Told one : told) {
            if (one.what.equals(what) && nowNanos - one.atNanos < AGAIN_NANOS) {
                again(one, turn, text);
                return;
            }
        }
        int before = forget(what);
        String times =
                before == 0 ? "" : " (and " + before + " times more since the last such line)";
        told.add(new Told(what, nowNanos));
        tell(text + times);
    }

    private void tell(String text) {
        terminal.lineNow(terminal.paint(Ink.DIM, clock()) + "  " + text);
    }

    /// Whether a peer is here that was not, or the other way round.
    private boolean isTurn(String peer, boolean up) {
        int before = links.getOrDefault(peer, 0);
        int after = Math.max(0, before + (up ? 1 : -1));
        if (after == 0) {
            links.remove(peer);
        } else {
            links.put(peer, after);
        }
        return before == 0 != (after == 0);
    }

    /// What was told a short while ago. Who comes and goes is told a few times: the last line about
    /// a peer should be true.
    private void again(Told one, boolean turn, String text) {
        if (!turn || one.turns >= TURNS_TOLD) {
            one.more++;
            return;
        }
        one.turns++;
        boolean last = one.turns == TURNS_TOLD;
        tell(text + (last ? " (it comes and goes; kith.log tells of each time)" : ""));
    }

    /// How often it happened since it was told; and makes room.
    private int forget(String what) {
        int more = 0;
        for (var all = told.iterator(); all.hasNext(); ) {
            Told one = all.next();
            if (one.what.equals(what)) {
                more = one.more;
                all.remove();
            }
        }
        if (told.size() == REMEMBERED_MAX) {
            told.remove();
        }
        return more;
    }

    private String clock() {
        LocalTime now = time.get();
        return two(now.getHour()) + ':' + two(now.getMinute()) + ':' + two(now.getSecond());
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    /// Empty for what `up` tells by itself.
    private String text(Note note) {
        return switch (note.code()) {
            case "started", "stopped" -> "";
            case "recording" -> "recording into " + note.about();
            case "link-up" -> "linked with " + note.about() + detail(note);
            case "link-down" -> "the link with " + note.about() + " ended" + detail(note);
            case "joined" -> note.about() + " joined" + detail(note);
            case "clock-off" -> warning(note.about() + ": " + note.detail());
            case "store-tail-cut" -> note.detail();
            case "store-damaged", "disk-failed", "disk-read-failed", "fork" ->
                    terminal.paint(Ink.RED, "! ")
                            + note.about()
                            + ": "
                            + note.detail()
                            + " ("
                            + note.code()
                            + ")";
            default -> warning(note.about() + ": " + note.detail() + " (" + note.code() + ")");
        };
    }

    /// What is said of a link, without the numbers that stand behind it in the log.
    private static String detail(Note note) {
        int facts = note.detail().lastIndexOf(LINK_FACTS);
        String said = facts < 0 ? note.detail() : note.detail().substring(0, facts);
        return said.isEmpty() ? "" : ": " + said;
    }

    private String warning(String text) {
        return terminal.paint(Ink.YELLOW, "! ") + text;
    }
}
