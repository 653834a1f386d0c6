package kith.node.link.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import javax.crypto.spec.SecretKeySpec;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.node.link.wire.WireFailure;
import org.junit.jupiter.api.Test;

/// What somebody in between, or at the other end, may try on a handshake and behind it.
final class HandshakeTest {
    private static final NodeCrypto CRYPTO = new NodeCrypto();

    private final Identity anna = identity(1);
    private final Identity bert = identity(2);
    private final Caller caller = caller(bert.peer());
    private final Answerer answerer = new Answerer(bert, Ephemeral.fresh());

    private static Identity identity(int number) {
        var seed = new byte[32];
        seed[0] = (byte) number;
        var bytes = Bytes.wrap(seed);
        return new Identity(CRYPTO.publicKey(bytes), NodeCrypto.privateKey(bytes), CRYPTO);
    }

    private Caller caller(PeerId expected) {
        return new Caller(anna, Ephemeral.fresh(), expected);
    }

    private static byte[] flipped(byte[] message, int at) {
        byte[] out = message.clone();
        out[at] ^= (byte) (1 << at % 8);
        return out;
    }

    private record Ends(Proven atAnna, Proven atBert) {}

    private Ends shaken() throws IOException {
        Caller.Called called = caller.take(answerer.answer(caller.greeting()));
        return new Ends(called.proven(), answerer.take(called.proof().toArray()));
    }

    @Test
    void eachSideLearnsWhoTheOtherIs() throws IOException {
        Ends ends = shaken();
        assertEquals(bert.peer(), ends.atAnna.peer());
        assertEquals(anna.peer(), ends.atBert.peer());
    }

    /// But for the top bit of the key, which X25519 ignores: that the transcript has.
    @Test
    void aGreetingOfWhichAnyByteIsChangedMakesAnAnswerThatTheCallerRefuses() {
        byte[] greeting = caller.greeting();
        for (int i = 1; i < greeting.length; i++) {
            byte[] changed = flipped(greeting, i);
            var fresh = new Answerer(bert, Ephemeral.fresh());
            var refused =
                    assertThrows(
                            WireFailure.class, () -> caller.take(fresh.answer(changed)), "at " + i);
            assertEquals(WireFailure.SEAL_BROKEN, refused.code(), "at " + i);
        }
        var top = greeting.clone();
        top[greeting.length - 1] ^= (byte) 0x80;
        assertThrows(WireFailure.class, () -> caller.take(answerer.answer(top)));
    }

    @Test
    void anAnswerOfWhichAnyByteIsChangedIsRefused() throws IOException {
        byte[] answer = answerer.answer(caller.greeting());
        for (int i = 0; i < answer.length; i++) {
            byte[] changed = flipped(answer, i);
            assertThrows(WireFailure.class, () -> caller.take(changed), "at " + i);
        }
        caller.take(answer);
    }

    @Test
    void aProofOfWhichAnyByteIsChangedIsRefused() throws IOException {
        byte[] proof = caller.take(answerer.answer(caller.greeting())).proof().toArray();
        for (int i = 0; i < proof.length; i++) {
            byte[] changed = flipped(proof, i);
            var refused = assertThrows(WireFailure.class, () -> answerer.take(changed), "at " + i);
            assertEquals(WireFailure.SEAL_BROKEN, refused.code());
        }
        answerer.take(proof);
    }

    @Test
    void aProofIsGoodForOneHandshakeOnly() throws IOException {
        byte[] proof = caller.take(answerer.answer(caller.greeting())).proof().toArray();
        answerer.take(proof);
        var again = new Answerer(bert, Ephemeral.fresh());
        again.answer(caller.greeting());
        assertThrows(WireFailure.class, () -> again.take(proof));
    }

    @Test
    void whoIsInBetweenWithKeysOfItsOwnIsNeitherOfTheTwo() throws IOException {
        Identity eve = identity(3);
        var toAnna = new Answerer(eve, Ephemeral.fresh());
        byte[] answer = toAnna.answer(caller.greeting());
        var refused = assertThrows(WireFailure.class, () -> caller.take(answer));
        assertEquals(WireFailure.WRONG_PEER, refused.code());

        var toBert = new Caller(eve, Ephemeral.fresh(), null);
        Caller.Called called = toBert.take(answerer.answer(toBert.greeting()));
        assertEquals(eve.peer(), answerer.take(called.proof().toArray()).peer());
    }

    @Test
    void whatBertAnswersToEveIsNoAnswerToAnna() throws IOException {
        var eve = new Caller(identity(3), Ephemeral.fresh(), null);
        byte[] answer = answerer.answer(eve.greeting());
        assertThrows(WireFailure.class, () -> caller.take(answer));
    }

    @Test
    void aCallerThatExpectsNobodyTakesWhoIsThere() throws IOException {
        var open = new Caller(anna, Ephemeral.fresh(), null);
        Caller.Called called = open.take(answerer.answer(open.greeting()));
        assertEquals(bert.peer(), called.proven().peer());
    }

    @Test
    void framesGoBothWaysAndNoTwoOfThemLookAlike() throws IOException {
        Ends ends = shaken();
        byte[] frame = {1, 2, 3};
        byte[] first = ends.atAnna.sealing().seal(frame);
        byte[] second = ends.atAnna.sealing().seal(frame);
        assertNotEquals(Bytes.wrap(first), Bytes.wrap(second));
        assertArrayEquals(frame, ends.atBert.opening().open(first));
        assertArrayEquals(frame, ends.atBert.opening().open(second));
        byte[] back = ends.atBert.sealing().seal(frame);
        assertArrayEquals(frame, ends.atAnna.opening().open(back));
    }

    @Test
    void aFrameOfWhichAnyByteIsChangedDoesNotOpen() throws IOException {
        var key = new SecretKeySpec(new byte[32], "AES");
        byte[] sealed = new Seal(key).seal(new byte[20]);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = flipped(sealed, i);
            assertThrows(WireFailure.class, () -> new Seal(key).open(changed), "at " + i);
        }
        assertArrayEquals(new byte[20], new Seal(key).open(sealed));
    }

    @Test
    void aFrameThatIsLeftOutOrSaidTwiceOrSaidBackEndsThePipe() throws IOException {
        Ends ends = shaken();
        byte[] first = ends.atAnna.sealing().seal(new byte[] {1});
        byte[] second = ends.atAnna.sealing().seal(new byte[] {2});
        assertArrayEquals(new byte[] {1}, ends.atBert.opening().open(first));
        assertThrows(WireFailure.class, () -> ends.atBert.opening().open(first));
        assertThrows(WireFailure.class, () -> ends.atAnna.opening().open(second));
        assertThrows(WireFailure.class, () -> ends.atBert.opening().open(new byte[0]));
    }
}
