package kith.node.link.pipe;

import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.link.wire.WireFailure;
import org.jspecify.annotations.Nullable;

/// The side of a handshake that called: A of `docs/protocol/pipe.md`. Messages in, messages out;
/// used once.
final class Caller {
    private final Identity own;
    private final Ephemeral ephemeral;
    private final @Nullable PeerId expected;
    private final Greeting greeting;

    /// With `expected`, only that peer will do, and no other learns who called.
    Caller(Identity own, Ephemeral ephemeral, @Nullable PeerId expected) {
        this.own = own;
        this.ephemeral = ephemeral;
        this.expected = expected;
        this.greeting = Greeting.of(ephemeral);
    }

    /// What is said first.
    byte[] greeting() {
        return greeting.said().toArray();
    }

    /// What is said last, and who is there.
    record Called(Bytes proof, Proven proven) {}

    /// Takes the answer.
    Called take(byte[] answer) throws WireFailure {
        Greeting theirs = Greeting.in(answer, Answerer.ANSWER_BYTES);
        var agreement =
                new Agreement(
                        greeting.said(),
                        theirs.said(),
                        ephemeral.shared(theirs.key()),
                        own.crypto().hasher());
        var sealing = new Seal(agreement.key(Agreement.Side.A));
        var opening = new Seal(agreement.key(Agreement.Side.B));
        byte[] sealed = Bytes.wrap(answer).slice(Greeting.BYTES, answer.length).toArray();
        PeerId peer = agreement.proven(Agreement.Side.B, opening.open(sealed), own);
        if (expected != null && !expected.equals(peer)) {
            throw new WireFailure(
                    WireFailure.WRONG_PEER,
                    "the peer " + peer + " answered, expected was " + expected);
        }
        Bytes proof = Bytes.wrap(sealing.seal(agreement.proof(Agreement.Side.A, own)));
        return new Called(proof, new Proven(peer, sealing, opening));
    }
}
