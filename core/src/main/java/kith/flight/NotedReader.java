package kith.flight;

import kith.Input;
import kith.identity.Hasher;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.port.Now;

/// Reads what a [Scribe] wrote, a payload after the other.
public final class NotedReader {
    /// More than any reason has that a recorder gives.
    private static final int REASON_BYTES_MAX = 1 << 16;

    private static final int NAME_BYTES_MAX = 255;

    private final Hasher hasher;
    private final InputCodec inputs;
    private Now now = new Now(0, 0);

    public NotedReader(Hasher hasher) {
        this.hasher = hasher;
        this.inputs = new InputCodec(hasher);
    }

    /// @throws Malformed when no scribe wrote that
    /// @throws Start.Other when a scribe of another version began it
    public Noted next(byte[] payload) {
        var in = new Reader(payload);
        int kind = in.u8();
        Noted noted =
                switch (kind) {
                    case Frame.BEGAN -> began(in);
                    case Frame.KEPT ->
                            new Noted.Kept(
                                    in.string(NAME_BYTES_MAX, "name"), in.bytes(in.remaining()));
                    case Frame.CUT -> cut(in);
                    case Frame.STEP -> step(in, false);
                    case Frame.THREW -> step(in, true);
                    case Frame.ENDED -> new Noted.Ended(in.string(REASON_BYTES_MAX, "reason"));
                    case Frame.OVER -> new Noted.Over(in.varint());
                    default -> throw new Malformed("a record of kind " + kind);
                };
        in.expectEnd();
        return noted;
    }

    private Noted began(Reader in) {
        Start start = Start.read(in, hasher);
        now = start.now();
        return new Noted.Began(start);
    }

    private Noted cut(Reader in) {
        now = new Now(in.u64(), in.u64());
        return new Noted.Cut(now);
    }

    private Noted step(Reader in, boolean threw) {
        long nanos = now.nanos() + in.signed();
        now = new Now(nanos, now.wallMillis() + in.signed());
        Input input = inputs.read(in);
        return new Noted.Stepped(input, now, threw ? 0 : in.u32(), threw);
    }
}
