package kith.flight;

import kith.Engine;
import kith.Input;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Writes records, each in its [Frame]. Times are written as what is more than in the record
/// before, so the records of one scribe belong behind each other.
public final class Scribe {
    private final InputCodec inputs;
    private final StepSum sum = new StepSum();
    private final Writer payload = new Writer(1024);
    private Now before;

    public Scribe(Now begun, Hasher hasher) {
        this.before = begun;
        this.inputs = new InputCodec(hasher);
    }

    /// The time of the newest record.
    Now now() {
        return before;
    }

    public static void began(Start start, Writer out) {
        var payload = new Writer();
        start.write(payload.u8(Frame.BEGAN));
        Frame.put(payload, out);
    }

    /// Pieces that are small enough to be looked at one by one.
    public static void kept(String file, Bytes contents, Writer out) {
        int at = 0;
        do {
            int end = Math.min(contents.size(), at + Frame.PIECE_BYTES);
            var payload = new Writer(end - at + 64);
            payload.u8(Frame.KEPT).string(file).bytes(contents.shared(), at, end);
            Frame.put(payload, out);
            at = end;
        } while (at < contents.size());
    }

    public static void cut(Now before, Writer out) {
        var payload = new Writer();
        Frame.put(payload.u8(Frame.CUT).u64(before.nanos()).u64(before.wallMillis()), out);
    }

    public static void ended(String reason, Writer out) {
        Frame.put(new Writer().u8(Frame.ENDED).string(reason), out);
    }

    public static void over(long steps, Writer out) {
        Frame.put(new Writer().u8(Frame.OVER).varint(steps), out);
    }

    /// The engine was given that, and wants this; null: it threw.
    public void step(Input input, Now now, Engine.@Nullable Step step, Writer out) {
        payload.clear();
        payload.u8(step == null ? Frame.THREW : Frame.STEP);
        payload.signed(now.nanos() - before.nanos());
        payload.signed(now.wallMillis() - before.wallMillis());
        inputs.write(input, payload);
        if (step != null) {
            payload.u32(sum.of(step));
        }
        before = now; // only when nothing above has thrown
        Frame.put(payload, out);
    }
}
