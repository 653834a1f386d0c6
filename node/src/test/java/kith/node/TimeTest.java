package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Shown.Standing;
import kith.state.Writing;
import kith.store.MemoryDisk;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What needs long waiting, or a clock that jumps, with a time of its own: an engine with the
/// node's cryptography, and links of which the test is the other side.
final class TimeTest {
    private static final NodeCrypto CRYPTO = new NodeCrypto();
    private static final long HOUR_MILLIS = 3_600_000;

    /// One engine and its time.
    private static final class Peer {
        final Bytes seed;
        final Engine engine;
        final List<Effect> effects = new ArrayList<>();
        long nanos = Now.SECOND;
        long wallMillis = 1_800_000_000_000L;
        long wakeAt;
        long tickets;

        Peer(int number) {
            var bytes = new byte[32];
            bytes[0] = (byte) number;
            seed = Bytes.wrap(bytes);
            var config =
                    new Config(
                            CRYPTO.publicKey(seed),
                            seed,
                            "test",
                            List.of(1),
                            CRYPTO.hasher(),
                            Limits.DEFAULT,
                            1 << 20);
            engine = Engine.open(new MemoryDisk(), config, now());
            step(new Input.Wake());
        }

        Bytes key() {
            return CRYPTO.publicKey(seed).key();
        }

        private Now now() {
            return new Now(nanos, wallMillis);
        }

        void step(Input input) {
            Engine.Step step = engine.step(input, now());
            wakeAt = step.wakeAtNanos();
            for (Effect effect : step.effects()) {
                effects.add(effect);
                switch (effect) {
                    case Effect.Sign sign -> {
                        Bytes with = sign.seed() == null ? seed : sign.seed();
                        Bytes signature = CRYPTO.sign(with, sign.message());
                        step(new Input.Signed(sign.ticket(), signature));
                    }
                    case Effect.Sync sync -> step(new Input.Synced(sync.ticket()));
                    default -> {}
                }
            }
        }

        /// Lets time pass until there is such an effect; how much, or -1 when there is none within
        /// `nanosMax`.
        long until(Class<? extends Effect> kind, long nanosMax) {
            long start = nanos;
            while (nanos - start <= nanosMax) {
                if (effects.stream().anyMatch(kind::isInstance)) {
                    return nanos - start;
                }
                long next = Math.min(Math.max(wakeAt, nanos + 1), nanos + Now.SECOND);
                wallMillis += (next - nanos) / Now.MILLI;
                nanos = next;
                step(new Input.Wake());
            }
            return -1;
        }

        <T extends Effect> T last(Class<T> kind) {
            Effect found = effects.reversed().stream().filter(kind::isInstance).findFirst().get();
            return kind.cast(found);
        }

        Answer call(Command command) {
            step(new Input.Call(++tickets, command));
            return last(Effect.Reply.class).answer();
        }

        void put(String address, long value) {
            var at = Peers.address(address);
            var edit = new Writing.Put(at.path(), Value.Int.of(value));
            assertInstanceOf(
                    Answer.Written.class,
                    call(new Command.Write(at, List.of(edit), List.of(), false)));
        }

        Standing standing(String address) {
            Answer answer = call(new Command.Conflicts(Peers.address(address)));
            List<Standing> list = assertInstanceOf(Answer.Standings.class, answer).list();
            assertEquals(1, list.size());
            return list.getFirst();
        }
    }

    private static final Bytes STRANGER = new Peer(9).key();

    @Test
    void aPeerThatConnectsAndNeverGreetsIsHungUpAfterTenSeconds() {
        var ada = new Peer(1);
        ada.step(new Input.LinkUp(1, STRANGER, true, "somewhere:1"));
        long nanos = ada.until(Effect.HangUp.class, 60 * Now.SECOND);
        assertTrue(nanos >= 9 * Now.SECOND && nanos <= 10 * Now.SECOND, "after " + nanos + " ns");
        assertTrue(ada.last(Effect.HangUp.class).reason().startsWith("link-silent"));
    }

    /// What a peer says first, as it would come over a link.
    private static Bytes hello() {
        var other = new Peer(9);
        other.step(new Input.LinkUp(1, new Peer(1).key(), false, "ada:1"));
        return other.last(Effect.Send.class).frame();
    }

    @Test
    void aPeerThatVanishesWithoutAWordIsNoticedWithinFortySeconds() {
        var ada = new Peer(1);
        ada.step(new Input.LinkUp(1, STRANGER, false, "bob:1"));
        ada.step(new Input.Received(1, hello()));
        ada.effects.clear();
        long pinged = ada.until(Effect.Send.class, 60 * Now.SECOND);
        assertTrue(pinged <= 10 * Now.SECOND, "pinged after " + pinged + " ns");
        long hungUp = pinged + ada.until(Effect.HangUp.class, 60 * Now.SECOND);
        assertTrue(hungUp >= 20 * Now.SECOND && hungUp <= 40 * Now.SECOND, "after " + hungUp);
        assertTrue(ada.last(Effect.HangUp.class).reason().startsWith("link-silent"));
    }

    @Test
    void aStrangerThatGreetsAndShowsNoBoardIsHungUpAfterHalfAMinute() {
        var ada = new Peer(1);
        ada.step(new Input.LinkUp(1, STRANGER, true, "somewhere:1"));
        ada.step(new Input.Received(1, hello()));
        Bytes ping = ping();
        long start = ada.nanos;
        while (ada.until(Effect.HangUp.class, Now.SECOND) < 0) {
            ada.step(new Input.Received(1, ping)); // it lives, and says so
            assertTrue(ada.nanos - start < 60 * Now.SECOND, "it is still linked");
        }
        assertTrue(ada.nanos - start >= 30 * Now.SECOND, "after " + (ada.nanos - start) + " ns");
        assertTrue(ada.last(Effect.HangUp.class).reason().startsWith("nothing-shared"));
    }

    /// What a peer says to one who has greeted it.
    private static Bytes ping() {
        var other = new Peer(9);
        other.step(new Input.LinkUp(1, new Peer(1).key(), false, "ada:1"));
        other.step(new Input.Received(1, hello()));
        return other.last(Effect.Send.class).frame();
    }

    @Test
    void aClockThatStepsBackAnHourMakesNoWriteOlderThanTheOneBefore() {
        var ada = new Peer(1);
        ada.put("tasks/a", 1);
        Standing first = ada.standing("tasks/a");
        ada.wallMillis -= HOUR_MILLIS;
        ada.nanos += Now.SECOND;
        ada.put("tasks/a", 2);
        Standing second = ada.standing("tasks/a");
        assertEquals(Value.Int.of(2), Objects.requireNonNull(second.value()));
        assertTrue(second.time() > first.time(), first.time() + " then " + second.time());
        ada.wallMillis += 2 * HOUR_MILLIS;
        ada.put("tasks/a", 3);
        assertEquals(Value.Int.of(3), ada.standing("tasks/a").value());
    }

    @Test
    void aClockThatStepsBackDelaysNothingThatWaits() {
        var ada = new Peer(1);
        ada.put("tasks/a", 1);
        ada.step(new Input.LinkUp(1, STRANGER, true, "somewhere:1"));
        ada.wallMillis -= 24 * HOUR_MILLIS;
        long nanos = ada.until(Effect.HangUp.class, 60 * Now.SECOND);
        assertTrue(nanos >= 9 * Now.SECOND && nanos <= 10 * Now.SECOND, "after " + nanos + " ns");
    }
}
