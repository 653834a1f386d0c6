package kith.node.link.pipe;

import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.node.link.wire.WireFailure;
import org.jspecify.annotations.Nullable;

/// The side of a handshake that was called: B of `docs/protocol/pipe.md`. Messages in, messages
/// out; used once.
public final class Answerer {
    /// The longest message of a handshake.
    public static final int ANSWER_BYTES = Greeting.BYTES + Agreement.PROOF_BYTES + Seal.TAG_BYTES;

    private static final int PROOF_BYTES = Agreement.PROOF_BYTES + Seal.TAG_BYTES;

    private final Identity own;
    private final Ephemeral ephemeral;
    private @Nullable Agreement agreement;
    private @Nullable Seal sealing;

    Answerer(Identity own, Ephemeral ephemeral) {
        this.own = own;
        this.ephemeral = ephemeral;
    }

    /// Answers the greeting.
    byte[] answer(byte[] greeting) throws WireFailure {
        Greeting theirs = Greeting.in(greeting, Greeting.BYTES);
        Greeting ours = Greeting.of(ephemeral);
        var agreed =
                new Agreement(
                        theirs.said(),
                        ours.said(),
                        ephemeral.shared(theirs.key()),
                        own.crypto().hasher());
        var seal = new Seal(agreed.key(Agreement.Side.B));
        byte[] sealed = seal.seal(agreed.proof(Agreement.Side.B, own));
        agreement = agreed;
        sealing = seal;
        return new Writer(ANSWER_BYTES).bytes(ours.said()).bytes(Bytes.wrap(sealed)).toArray();
    }

    /// Takes the proof.
    Proven take(byte[] proof) throws WireFailure {
        Agreement agreed = agreement;
        Seal seal = sealing;
        if (agreed == null || seal == null) {
            throw new IllegalStateException("a proof comes behind an answer");
        }
        Greeting.requireSize(proof, PROOF_BYTES);
        var opening = new Seal(agreed.key(Agreement.Side.A));
        PeerId peer = agreed.proven(Agreement.Side.A, opening.open(proof), own);
        return new Proven(peer, seal, opening);
    }
}
