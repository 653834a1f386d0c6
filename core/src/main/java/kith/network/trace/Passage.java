package kith.network.trace;

import kith.identity.PeerId;
import kith.talk.Fields;
import org.jspecify.annotations.Nullable;

/// How long a change took from one peer to the next.
///
/// What one clock measured is worth more than the difference of two: how long the sender had it
/// before it passed it on, and half a round trip of the link. The difference of the clocks is told
/// where the sender says nothing.
record Passage(Step.@Nullable Known sender, PeerId to, Step.@Nullable Known receiver) {
    private enum By {
        /// The sender's time, and half a round trip.
        LINK,

        /// The sender's time alone: the link was not measured.
        SENDER,

        /// Between being there and being here, each by its own clock.
        CLOCKS;

        String word() {
            return switch (this) {
                case LINK -> "link";
                case SENDER -> "sender";
                case CLOCKS -> "clocks";
            };
        }
    }

    void tell(Fields out) {
        Step.Pass pass = sender == null ? null : sender.pass(to);
        if (pass != null) {
            boolean measured = pass.roundTripMicros() > 0;
            long micros = pass.afterMicros() + pass.roundTripMicros() / 2;
            tell(out, micros, measured ? By.LINK : By.SENDER);
        } else if (sender != null && receiver != null) {
            tell(out, (receiver.lateMillis() - sender.lateMillis()) * 1_000, By.CLOCKS);
        }
    }

    private static void tell(Fields out, long micros, By by) {
        out.put("tookMicros", micros).put("tookBy", by.word());
    }
}
