package kith.lab.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.Converged;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.port.Now;
import kith.state.Writing;
import kith.sync.SketchMessage;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a member can say with malice and once did harm with, one thing at a time.
final class ForgedTest {
    private World world = new World(1, World.Config.DEFAULT);
    private SimPeer anna = world.add("anna");
    private SimPeer bert = world.add("bert");
    private final Slip slip = new Slip();

    /// Puts frames among those that a peer sends, and remembers what it declared.
    private static final class Slip implements SimPeer.Tap {
        private final List<SyncMessage> waiting = new ArrayList<>();

        /// By link: the space of each chain that was declared.
        private final TreeMap<Long, List<Integer>> declared = new TreeMap<>();

        /// The link that was used last; what waits goes over this one.
        private long link;

        @Override
        public List<Bytes> sent(long over, Bytes frame) {
            List<Integer> spaces = declared.computeIfAbsent(over, first -> new ArrayList<>());
            try {
                SyncMessage message = SyncMessage.read(new Reader(frame));
                if (message instanceof SyncMessage.Chain chain) {
                    spaces.add(chain.space());
                } else if (message instanceof SketchMessage.Same same) {
                    spaces.add(same.space());
                }
            } catch (Malformed impossible) {
                throw new IllegalStateException(impossible);
            }
            if (!waiting.isEmpty() && over != link) {
                return List.of(frame);
            }
            link = over;
            var frames = new ArrayList<>(List.of(frame));
            waiting.forEach(message -> frames.add(bytes(message)));
            waiting.clear();
            return frames;
        }

        private static Bytes bytes(SyncMessage message) {
            var out = new Writer();
            message.write(out);
            return out.toBytes();
        }

        /// The number of the next chain of the space in which somebody's chain was declared last.
        int next(int space) {
            List<Integer> spaces = declared.getOrDefault(link, List.of());
            return (int) spaces.stream().filter(of -> of == space).count();
        }
    }

    @BeforeEach
    void twoMembersShareASpace() {
        anna.put("a", "x", Value.Int.of(1), answer -> {});
        world.run(Now.SECOND);
        anna.invite(bert, null, answer -> {});
        world.run(2 * Now.SECOND);
        bert.put("a", "y", Value.Int.of(2), answer -> {});
        world.run(Now.SECOND);
        bert.tap(slip);
        world.network().cutOff(bert);
        world.network().healAll();
        world.run(2 * Now.SECOND);
        assertTrue(world.network().isLinked(anna, bert));
    }

    /// Sends these over bert's link, with something that bert has to say.
    private void say(SyncMessage... messages) {
        slip.waiting.addAll(List.of(messages));
        bert.put("a", "y", Value.Int.of(world.nextNumber()), answer -> {});
        world.run(2 * Now.SECOND);
        assertTrue(slip.waiting.isEmpty());
    }

    /// The numbers that bert gave to spaces: the board's own first, then the other.
    private static final int SPACE = 2;

    private SyncMessage.Chain chain(int number, Bytes author, long incarnation, int seqLast) {
        Bytes branch = seqLast < 0 ? Bytes.EMPTY : world.rng().bytes(32);
        var id = new ChainId(author, incarnation, branch);
        return new SyncMessage.Chain(SPACE, number, id, Math.max(0, number - 1), seqLast);
    }

    private void allAgree() {
        anna.put("a", "x", Value.Int.of(world.nextNumber()), answer -> {});
        assertTrue(
                world.runUntil(
                        () ->
                                String.valueOf(anna.read("a"))
                                                .equals(String.valueOf(bert.read("a")))
                                        && Converged.holds(world),
                        60 * Now.SECOND));
    }

    @Test
    void whoIsToldOfAnIncarnationOfItsOwnDoesNotWriteThere() {
        say(chain(slip.next(SPACE), anna.key(), Long.MAX_VALUE, -1));
        assertFalse(anna.noted("message-malformed"), () -> anna.notes().toString());
        allAgree();
        var version = assertInstanceOf(Answer.Found.class, read(anna)).version();
        assertTrue(version.stream().noneMatch(place -> place.contains("7fffffffffffffff")));
    }

    private static Answer read(SimPeer peer) {
        return peer.ask(Command.Read.all(Address.parse("a")));
    }

    @Test
    void aBranchOfAChainOfSomebodyElseEndsTheLink() {
        int number = slip.next(SPACE);
        say(chain(number, bert.key(), 7, 0));
        assertTrue(anna.noted("message-malformed"));
        assertTrue(bert.noted("message-malformed"), "it is told why");
        allAgree();
    }

    @Test
    void branchesWithinBranchesAreNoDeepCalls() {
        int first = slip.next(SPACE);
        var said = new ArrayList<SyncMessage>();
        said.add(chain(first, bert.key(), 7, -1));
        for (int i = 1; i < 20_000; i++) {
            said.add(chain(first + i, bert.key(), 7, i));
        }
        var entry =
                new SyncMessage.Have.Entry(first + 19_999, 30_000, false, bert.key().slice(0, 8));
        said.add(new SyncMessage.Have(SPACE, SyncMessage.Have.Kind.DURABLE, List.of(entry)));
        say(said.toArray(SyncMessage[]::new));
        assertFalse(anna.noted("message-malformed"), () -> anna.notes().toString());
        allAgree();
    }

    @Test
    void aPresenceThatNoPathCanHoldIsNotShown() {
        var out = new Writer();
        var name = "n".repeat(Path.SEGMENT_BYTES_MAX + 1);
        Value.Obj.of(List.of(name), List.of(Value.Bool.TRUE)).write(out);
        Bytes cells = out.toBytes();
        Bytes space = spaceOf(anna);
        Bytes signature = bert.sign(SyncMessage.Presence.message(space, 5, 6, cells));
        say(new SyncMessage.Presence(SPACE, bert.key(), 5, 6, cells, signature));
        assertEquals(null, anna.read("a/.presence"));
        assertFalse(anna.noted("message-malformed"), () -> anna.notes().toString());
        allAgree();
    }

    private static Bytes spaceOf(SimPeer peer) {
        return peer.engine().replicas().stream()
                .filter(replica -> replica.name().equals("a"))
                .findFirst()
                .orElseThrow()
                .space();
    }

    @Test
    void whatNobodyCanShowIsRefusedAtHome() {
        var much = new Value.Text("m".repeat(5_000));
        Answer answer = anna.ask(new Command.Show(Address.parse("a"), much));
        assertEquals(
                Problem.VALUE_MALFORMED, assertInstanceOf(Answer.Failed.class, answer).problem());
    }

    @Test
    void theFirstWriteToAFreshHomeIsAnsweredAlsoWhenItIsRefused() {
        SimPeer carl = world.add("carl");
        var answers = new ArrayList<Answer>();
        var reserved = new Writing.Put(Path.of(".access"), Value.Bool.TRUE);
        carl.edit("c", List.of(reserved), answers::add);
        carl.put("c", "x", Value.Bool.TRUE, answers::add);
        world.run(Now.SECOND);
        assertInstanceOf(Answer.Failed.class, answers.getFirst());
        assertInstanceOf(Answer.Written.class, answers.getLast());
        assertEquals(2, answers.size());
    }

    @Test
    void aComparisonWhoseLinkEndsIsAnswered() {
        var answers = new ArrayList<Answer>();
        anna.call(new Command.Compare(Address.parse("a"), bert.id()), answers::add);
        world.network().cutOff(bert);
        world.run(Now.SECOND);
        Answer.Failed failed = assertInstanceOf(Answer.Failed.class, answers.getFirst());
        assertEquals(Problem.NOT_CONNECTED, failed.problem());
    }
}
