package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import kith.Answer;
import kith.Command;
import kith.node.client.Field;
import kith.node.link.LinkConfig;
import kith.port.Note;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Peers that can reach each other in several ways need one link all the same.
final class ManyLinksTest {
    private final Peers peers = new Peers();

    @AfterEach
    void stopAll() {
        peers.close();
    }

    /// All of these are the loopback of Linux; elsewhere only the first may be reached.
    private Node startAtThree(String name, LinkedBlockingQueue<Note> notes) {
        return peers.start(
                name,
                config ->
                        config.listening("0.0.0.0", 0)
                                .advertising(List.of("127.0.0.1", "127.0.0.2", "localhost"))
                                .tellingNotes(notes::add));
    }

    private static int links(Node node) {
        return new Field(Peers.get(node, ".peer/links")).names().size();
    }

    private static long count(LinkedBlockingQueue<Note> notes, String code) {
        return notes.stream().filter(note -> note.code().equals(code)).count();
    }

    @Test
    void ofSeveralLinksToOnePeerOneIsKeptAndTheOthersAreNotMadeAgain() {
        var notes = new LinkedBlockingQueue<Note>();
        Node ada = startAtThree("ada", notes);
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        Node bob = startAtThree("bob", new LinkedBlockingQueue<>());
        assertInstanceOf(Answer.Joined.class, Peers.join(bob, Peers.invite(ada)));
        Waiting.until("one link", () -> links(ada) == 1 && links(bob) == 1);
        Waiting.until("a note of it", () -> count(notes, "link-up") >= 1);
        long ups = count(notes, "link-up");
        Peers.put(ada, "tasks/b", Value.Int.of(2));
        // Long enough for what is dialled again after half a second.
        long end = System.nanoTime() + 1_200_000_000L;
        Waiting.until("time", () -> System.nanoTime() > end);
        assertEquals(ups, count(notes, "link-up"));
        assertEquals(1, links(ada));
        assertEquals(Value.Int.of(2), Peers.get(bob, "tasks/b"));
    }

    @Test
    void whoIsLinkedAlreadyCanBeAskedForAnotherBoardFromBothSides() {
        Node ada = peers.start("ada");
        Node bob = peers.start("bob");
        for (String board : List.of("one", "two")) {
            found(ada, board + "-of-ada");
            join(bob, Peers.invite(ada, board + "-of-ada"));
            found(bob, board + "-of-bob");
            join(ada, Peers.invite(bob, board + "-of-bob"));
        }
        for (String board : List.of("one-of-ada", "two-of-bob")) {
            Peers.put(ada, "@" + board + "/notes/a", Value.Int.of(3));
            Waiting.until(
                    board + " at bob's",
                    () -> Value.Int.of(3).equals(Peers.get(bob, "@" + board + "/notes/a")));
        }
        Waiting.until("one link", () -> links(ada) == 1 && links(bob) == 1);
    }

    @Test
    void aThousandConnectionsThatSayNothingKeepNoPeerOut() throws IOException {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 1_000; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), ada.linkPort()));
            }
            Node bob = peers.start("bob");
            join(bob, Peers.invite(ada));
            Waiting.until("a at bob's", () -> Value.Int.of(1).equals(Peers.get(bob, "tasks/a")));
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    @Test
    void whoBelongsHereKeepsItsLinkHoweverManyStrangersCome() {
        var few = LinkConfig.standard().withStrangers(2, 2);
        var notes = new LinkedBlockingQueue<Note>();
        Node ada = peers.start("ada", config -> config.withLinks(few).tellingNotes(notes::add));
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        Node bob = peers.start("bob");
        join(bob, Peers.invite(ada));
        for (int i = 0; i < 5; i++) {
            Node stranger = peers.start("stranger" + i);
            String address = "127.0.0.1:" + ada.linkPort();
            stranger.driver().call(new Command.Connect(address));
        }
        Waiting.until("one makes room", () -> crowdedOut(notes) >= 3);
        Peers.put(ada, "tasks/a", Value.Int.of(2));
        Waiting.until("a at bob's", () -> Value.Int.of(2).equals(Peers.get(bob, "tasks/a")));
        assertEquals(0, notes.stream().filter(note -> isDown(note, bob)).count());
    }

    private static long crowdedOut(LinkedBlockingQueue<Note> notes) {
        return notes.stream()
                .filter(note -> note.code().equals("link-down"))
                .filter(note -> note.detail().startsWith("crowded-out"))
                .count();
    }

    private static boolean isDown(Note note, Node of) {
        return note.code().equals("link-down") && note.about().equals(of.id().shortText());
    }

    private static void found(Node node, String board) {
        assertInstanceOf(Answer.Joined.class, node.driver().call(new Command.Found(board)));
    }

    private static void join(Node node, String link) {
        assertInstanceOf(Answer.Joined.class, Peers.join(node, link));
    }
}
