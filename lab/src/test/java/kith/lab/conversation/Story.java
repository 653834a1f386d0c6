package kith.lab.conversation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import kith.Answer;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Limits;
import kith.port.Note;
import kith.port.Now;
import kith.store.Segment;
import kith.value.Value;

/// A few peers, what they do, and a text of what they say.
final class Story {
    private static final Path FOLDER = Path.of("src/test/resources/conversations");

    /// With this property the texts are written and not compared.
    private static final String WRITE = "kith.conversations.write";

    private static final long DELAY_NANOS = 10 * Now.MILLI;
    private static final long SYNC_NANOS = 2 * Now.MILLI;

    /// Long enough that nobody has anything more to say, and shorter than a silence that is pinged.
    private static final long QUIET_NANOS = 3 * Now.SECOND;

    private final World world;
    private final Names names;
    private final List<String> lines = new ArrayList<>();
    private final TreeMap<String, Integer> noted = new TreeMap<>();
    private boolean heard;
    private long start;

    Story(String title) {
        this(title, Limits.DEFAULT);
    }

    Story(String title, Limits limits) {
        world =
                new World(
                        7,
                        new World.Config(
                                DELAY_NANOS, DELAY_NANOS, SYNC_NANOS, limits, Segment.BYTES_MAX));
        names = new Names(world);
        lines.add("# " + title);
        world.network()
                .witness(
                        new Listener(
                                names,
                                line -> {
                                    if (heard) {
                                        add(line);
                                    }
                                }));
    }

    World world() {
        return world;
    }

    /// From here on everything is written down.
    void listen() {
        heard = true;
        names.forgetHashes();
        start = world.nanos();
        world.peers().forEach(peer -> noted.put(peer.name(), peer.notes().size()));
    }

    private void add(String line) {
        double millis = (world.nanos() - start) / (double) Now.MILLI;
        lines.add(String.format(Locale.ROOT, "%8.1f  %s", millis, line));
    }

    /// Says in the text what happens now, and lets it happen until all is quiet.
    void happens(String what, Runnable action) {
        happens(what, QUIET_NANOS, action);
    }

    void happens(String what, long forNanos, Runnable action) {
        lines.add("");
        lines.add("## " + what);
        action.run();
        world.run(forNanos);
        world.peers().forEach(this::addNotes);
    }

    /// What peers reported and why they ended links, after what was said.
    private void addNotes(SimPeer peer) {
        List<Note> notes = peer.notes();
        for (int i = noted.getOrDefault(peer.name(), 0); i < notes.size(); i++) {
            Note note = notes.get(i);
            boolean hungUp = note.code().equals("hung-up");
            lines.add(
                    "          " + peer + (hungUp ? " ended the link: " : " notes ") + text(note));
        }
        noted.put(peer.name(), notes.size());
    }

    private static String text(Note note) {
        return note.code().equals("hung-up") ? note.detail() : note.code() + ": " + note.detail();
    }

    /// Somebody who has a board with a space, in which something is written.
    SimPeer founder(String name) {
        SimPeer founder = world.add(name);
        write(founder, "title", "Groceries");
        world.run(Now.SECOND);
        return founder;
    }

    /// Somebody who joined.
    SimPeer member(String name, SimPeer inviter) {
        return join(world.add(name), inviter);
    }

    /// A tab that joined.
    SimPeer tab(String name, SimPeer inviter) {
        return join(world.addTab(name), inviter);
    }

    private SimPeer join(SimPeer newcomer, SimPeer inviter) {
        var answers = new ArrayList<Answer>();
        inviter.invite(newcomer, null, answers::add);
        world.run(QUIET_NANOS);
        assertTrue(answers.getFirst() instanceof Answer.Joined, String.valueOf(answers));
        return newcomer;
    }

    static void write(SimPeer peer, String path, String text) {
        peer.put("notes", path, new Value.Text(text), answer -> {});
    }

    /// Compares with the text that is kept under that name.
    void ends(String name) {
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (System.getProperty(WRITE) != null) {
                Files.writeString(file, String.join("\n", lines) + "\n");
            }
            List<String> kept = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (!kept.equals(lines)) {
                throw new AssertionError(
                        "the conversation is another than "
                                + file
                                + " has. When it is to be, make it anew with -D"
                                + WRITE
                                + "=true and review the difference:\n"
                                + Difference.of(kept, lines));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
