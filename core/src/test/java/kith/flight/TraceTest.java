package kith.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.network.Discovery;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.history.Why;
import kith.replica.query.Inquiry;
import kith.store.MemoryDisk;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class TraceTest {
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));
    private static final Engine.Step NOTHING = new Engine.Step(List.of(), Now.NEVER);
    private static final Now BEGUN = new Now(5, 7);

    private static Start start() {
        var self = new PeerId(Bytes.wrap(new byte[PeerId.SIZE_BYTES]));
        var secret = Bytes.wrap(new byte[Config.SECRET_BYTES]);
        var config = new Config(self, secret, "test", List.of(1), HASHER, Limits.DEFAULT, 1 << 20);
        return new Start(config, BEGUN);
    }

    private static Trace trace(MemoryDisk store, int bytesMax) {
        return new Trace(start(), store, bytesMax, HASHER);
    }

    private static Input frame(int number) {
        return new Input.Received(number, Bytes.wrap(new byte[1_000]));
    }

    private static Now at(int number) {
        return new Now(BEGUN.nanos() + 10L * number, BEGUN.wallMillis() + number);
    }

    /// All records of a file.
    private static List<Noted> read(Bytes file) {
        var reader = new NotedReader(HASHER);
        var all = new ArrayList<Noted>();
        byte[] bytes = file.shared();
        assertEquals(
                Bytes.wrap(Frame.magic()), Bytes.wrap(Arrays.copyOf(bytes, Frame.MAGIC_BYTES)));
        for (int at = Frame.MAGIC_BYTES; at < bytes.length; ) {
            int start = at + Frame.HEADER_BYTES;
            int end = start + Frame.payloadBytes(bytes, at);
            byte[] payload = Arrays.copyOfRange(bytes, start, end);
            assertEquals(null, Frame.fault(bytes, at, payload));
            all.add(reader.next(payload));
            at = end;
        }
        return all;
    }

    @Test
    void whatWasNotedIsReadBackInOrderWithItsTimes() {
        var store = new MemoryDisk();
        store.put("a", new byte[0]);
        store.put("b", new byte[(1 << 20) + 3]);
        Trace trace = trace(store, 1 << 20);
        trace.step(frame(1), at(1), NOTHING);
        trace.step(new Input.Wake(), at(2), null);
        List<Noted> all = read(trace.bytes());
        assertEquals(7, all.size(), all::toString);
        assertTrue(all.get(0) instanceof Noted.Began(Start began) && began.now().equals(BEGUN));
        assertEquals(new Noted.Kept("a", Bytes.EMPTY), all.get(1));
        int kept = 0;
        for (Noted one : all.subList(2, 4)) {
            kept += one instanceof Noted.Kept piece ? piece.piece().size() : 0;
        }
        assertEquals((1 << 20) + 3, kept);
        int sum = new StepSum().of(NOTHING);
        assertEquals(new Noted.Stepped(frame(1), at(1), sum, false), all.get(4));
        assertEquals(new Noted.Stepped(new Input.Wake(), at(2), 0, true), all.get(5));
        assertEquals(new Noted.Over(2), all.get(6));
    }

    @Test
    void whereThereIsNoRoomTheOldestGoesAndItSaysFromWhereOnItIs() {
        Trace trace = trace(new MemoryDisk(), 20_000);
        int number = 0;
        while (trace.isWhole()) {
            trace.step(frame(++number), at(number), NOTHING);
            assertTrue(number < 1_000, "it never ends");
        }
        List<Noted> all = read(trace.bytes());
        int steps = all.size() - 2;
        int first = number - steps + 1;
        assertTrue(steps > 10 && steps < 25, steps + " steps of 1,000 bytes in 20,000");
        assertEquals(new Noted.Cut(at(first - 1)), all.getFirst());
        assertTrue(
                all.get(1) instanceof Noted.Stepped step
                        && step.input().equals(frame(first))
                        && step.now().equals(at(first)));
        assertEquals(new Noted.Over(steps), all.getLast());
        assertTrue(trace.bytes().size() < 30_000);
    }

    @Test
    void whatIsGivenOutDoesNotChangeWhenMoreIsNoted() {
        Trace trace = trace(new MemoryDisk(), 20_000);
        trace.step(frame(1), at(1), NOTHING);
        Bytes before = trace.bytes();
        trace.step(frame(2), at(2), NOTHING);
        assertEquals(new Noted.Over(1), read(before).getLast());
        assertEquals(new Noted.Over(2), read(trace.bytes()).getLast());
    }

    @Test
    void aStoreThatIsWrittenOnDoesNotChangeItsCopy() {
        var store = new MemoryDisk();
        store.put("a", new byte[] {1, 2, 3});
        MemoryDisk copy = store.copy();
        store.write("a", 1, new byte[] {9}, 0, 1);
        store.truncate("a", 2);
        store.delete("a");
        assertEquals(Bytes.of((byte) 1, (byte) 2, (byte) 3), Bytes.wrap(copy.read("a", 0, 3)));
    }

    @Test
    void anotherEffectHasAnotherSum() {
        var sum = new StepSum();
        var sent = new Engine.Step(List.of(new Effect.Send(1, Bytes.of((byte) 1))), 3);
        assertEquals(sum.of(sent), new StepSum().of(sent));
        for (Engine.Step other :
                List.of(
                        NOTHING,
                        new Engine.Step(sent.effects(), 4),
                        new Engine.Step(List.of(new Effect.Send(2, Bytes.of((byte) 1))), 3),
                        new Engine.Step(List.of(new Effect.Send(1, Bytes.of((byte) 2))), 3))) {
            assertFalse(sum.of(other) == sum.of(sent), other::toString);
        }
    }

    @Test
    void eachKindOfAnswerHasAnotherSum() {
        var sums = new TreeSet<Integer>();
        List<Answer> nothing =
                List.of(
                        new Answer.Done(),
                        new Answer.Matched(new Inquiry.Page(List.of(), null)),
                        new Answer.Tasked(Bytes.EMPTY, Value.Null.NULL),
                        new Answer.Worked(Value.Null.NULL),
                        new Answer.Worked(Value.Bool.TRUE),
                        new Answer.Explained(new Why(List.of(), List.of(), null), List.of()),
                        new Answer.Standings(List.of(), List.of()));
        for (Answer each : nothing) {
            sums.add(new StepSum().of(new Engine.Step(List.of(new Effect.Reply(1, each)), 0)));
        }
        assertEquals(nothing.size(), sums.size());
    }

    @Test
    void aRecordOfAnotherFormatOrOfNoneIsRefused() {
        var began = new Writer();
        Scribe.began(start(), began);
        byte[] payload = Arrays.copyOfRange(began.toArray(), Frame.HEADER_BYTES, began.size());
        payload[1] = 99;
        assertThrows(Start.Other.class, () -> new NotedReader(HASHER).next(payload));
        for (byte[] rubbish : new byte[][] {{}, {0}, {99}, {2}, {5, 9}, {6, 1, 2}, {7, 1, 1}}) {
            assertThrows(Malformed.class, () -> new NotedReader(HASHER).next(rubbish));
        }
    }

    @Test
    void aRecordOfLimitsThatNoPeerHasIsRefused() {
        var began = new Writer();
        Scribe.began(start(), began);
        int end = began.size() - new Writer().signed(Limits.DEFAULT.staleNanos()).size();
        byte[] payload = Arrays.copyOfRange(began.toArray(), Frame.HEADER_BYTES, end + 1);
        payload[payload.length - 1] = 2; // stale after a nanosecond
        assertThrows(Malformed.class, () -> new NotedReader(HASHER).next(payload));
    }

    @Test
    void questionsAndWhatAHostFoundAreReadBack() {
        var codec = new InputCodec(HASHER);
        var peer = new PeerId(Bytes.wrap(new byte[PeerId.SIZE_BYTES]));
        for (Command command :
                List.of(
                        new Command.Why(Address.parse("@home/tasks/milk"), 20),
                        new Command.Sync(null),
                        new Command.Sync(peer),
                        new Command.Find(null, RecordKind.REPLICA, "tasks", true),
                        new Command.Trace(Address.parse("@home/tasks/milk")),
                        new Command.Survey(),
                        new Command.Spotted(
                                new BoardId(peer.key()),
                                Discovery.Way.NEARBY,
                                peer,
                                List.of("192.0.2.7:7450")),
                        new Command.Spotted(
                                new BoardId(peer.key()),
                                Discovery.Way.BACKBONE,
                                null,
                                List.of()))) {
            var out = new Writer();
            codec.write(new Input.Call(3, command), out);
            var in = new Reader(out.toArray());
            assertEquals(new Input.Call(3, command), codec.read(in));
            in.expectEnd();
        }
    }
}
