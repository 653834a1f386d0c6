package kith.network.trace;

import kith.identity.BoardId;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What peers ask each other about the way of a change: `docs/protocol/network.md`.
public sealed interface TraceMessage extends Message {
    BoardId board();

    /// "Whom did you get that from, and whom did you pass it to?"
    ///
    /// @param number of the question, for its answer
    record Asked(int number, Subject about) implements TraceMessage {
        static final int TYPE = 0xa2;

        @Override
        public BoardId board() {
            return about.board();
        }

        @Override
        public void write(Writer out) {
            about.write(out.u8(TYPE).varint(number));
        }
    }

    record Answered(int number, BoardId board, Step step) implements TraceMessage {
        static final int TYPE = 0xa3;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE).varint(number));
            step.write(out);
        }
    }

    static boolean has(int type) {
        return type == Asked.TYPE || type == Answered.TYPE;
    }

    /// Reads what follows on a type that is one of these.
    static TraceMessage read(int type, Reader in) {
        int number = in.count(Integer.MAX_VALUE - 1, "number");
        TraceMessage message =
                type == Asked.TYPE
                        ? new Asked(number, Subject.read(in))
                        : new Answered(number, BoardId.read(in), Step.read(in));
        in.expectEnd();
        return message;
    }
}
