package kith.lab.bench.keys;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.lab.bench.host.BareEngine;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.log.RunCodec;
import kith.state.Writing;
import kith.sync.SyncMessage;
import kith.value.Path;

/// What one keystroke in a text is on the line between two peers, each keystroke a change of its
/// own with its signature.
public final class Keystrokes {
    private static final Path PATH = Path.of("notes", "today");
    private static final String TEXT = "what was there ".repeat(1000);

    /// Before those that are looked at, so that numbers are as long as they are in a day's work.
    private static final int BEFORE = 200;

    /// The length before each frame, docs/protocol/link.md.
    private static final int LENGTH_BYTES = 4;

    /// Head, inner type and tag of a record, RFC 8446 section 5.2: a keystroke has one of its own.
    private static final int RECORD_BYTES = 5 + 1 + 16;

    private final Two two = new Two();
    private int changes;

    /// Of one keystroke, in bytes.
    ///
    /// @param message the frame that brings it, with head and signature
    /// @param content of the change in it
    /// @param told what both say afterwards of what they have on disk
    public record Sizes(int message, int content, int told) {
        /// The frame as it leaves the machine.
        public int onTheLine() {
            return LENGTH_BYTES + message + RECORD_BYTES;
        }
    }

    public Keystrokes() {
        write(two.first(), new Writing.PutText(PATH, TEXT));
        two.meet();
        two.link();
        changes = two.first().changes();
        var _ = two.quiet(changes);
    }

    /// One types on.
    public List<Sizes> byOne(int count) {
        return typed(count, List.of(two.first()));
    }

    /// Two type, each right after it saw what the other typed.
    public List<Sizes> inTurns(int count) {
        return typed(count, List.of(two.first(), two.second()));
    }

    private List<Sizes> typed(int count, List<Two.Side> by) {
        var sizes = new ArrayList<Sizes>();
        for (int i = 0; i < BEFORE + count; i++) {
            int at = TEXT.length() / 2 + i;
            write(by.get(i % by.size()), new Writing.Splice(PATH, at, 0, "x"));
            var cost = two.quiet(++changes);
            if (i >= BEFORE) {
                sizes.add(sizes(cost));
            }
        }
        return sizes;
    }

    private static void write(Two.Side by, Writing.Edit edit) {
        var write = new Command.Write(BareEngine.space(), List.of(edit), List.of(), false);
        if (!(by.engine().call(write) instanceof Answer.Written)) {
            throw new IllegalStateException("not written");
        }
    }

    private static Sizes sizes(Two.Cost cost) {
        int message = 0;
        int content = 0;
        int told = 0;
        for (Bytes frame : cost.frames()) {
            if (SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Runs runs) {
                message += frame.size();
                content +=
                        RunCodec.read(new Reader(runs.run()), 0, (chain, _) -> chain)
                                .contentBytes();
            } else {
                told += frame.size();
            }
        }
        return new Sizes(message, content, told);
    }
}
