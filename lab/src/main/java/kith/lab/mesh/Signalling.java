package kith.lab.mesh;

import java.util.TreeMap;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.OverlayMessage.Kind;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// How one simulated tab comes by a link to another: it sends an offer, waits for the answer, and
/// then both have a link, if the network between them lets them. What two browsers say to each
/// other is as long as here, and goes the same way.
public final class Signalling {
    /// A host gives up what did not come about by then.
    private static final long PATIENCE_NANOS = 8 * Now.SECOND;

    /// Guess: a description of a WebRTC connection, with its candidates.
    private static final int DESCRIPTION_BYTES = 3_000;

    private static final int OFFER = 0;
    private static final int ANSWER = 1;

    private final SimPeer self;
    private final TreeMap<Long, Dial> dials = new TreeMap<>();

    private record Dial(String address, PeerId to) {}

    public Signalling(SimPeer self) {
        this.self = self;
    }

    /// The peer starts: what was under way is forgotten.
    public void begin() {
        dials.clear();
    }

    /// Opens a link to that peer, or says why not.
    public void dial(String address, Bytes peer) {
        long number = self.world().nextNumber();
        var to = new PeerId(peer);
        dials.put(number, new Dial(address, to));
        say(
                null,
                to,
                OFFER,
                number,
                answer -> {
                    if (answer instanceof Answer.Failed failed) {
                        fail(number, failed.problem().code());
                    }
                });
        self.later(PATIENCE_NANOS, () -> fail(number, "no answer"));
    }

    private void fail(long number, String reason) {
        Dial dial = dials.remove(number);
        if (dial != null) {
            self.dialFailed(dial.address, reason);
        }
    }

    private void say(
            @Nullable BoardId board, PeerId to, int what, long number, SimPeer.Replied then) {
        var text =
                new Writer().u8(what).varint(number).bytes(Bytes.wrap(new byte[DESCRIPTION_BYTES]));
        String on = board == null ? null : board.text();
        self.call(new Command.Forward(on, to, Kind.SIGNAL, text.toBytes()), then);
    }

    /// A signal came. What is no signal is somebody else's.
    public void forwarded(Effect.Forwarded signal) {
        if (signal.kind() != Kind.SIGNAL) {
            return;
        }
        var in = new Reader(signal.bytes());
        int what = in.u8();
        long number = in.varint();
        if (what == OFFER) {
            say(signal.board(), signal.from(), ANSWER, number, answer -> {});
            return;
        }
        Dial dial = dials.get(number);
        if (dial != null && dial.to.equals(signal.from())) {
            dials.remove(number);
            self.world().network().meet(self, dial.to, dial.address);
        }
    }
}
