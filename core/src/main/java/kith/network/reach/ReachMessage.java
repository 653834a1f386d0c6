package kith.network.reach;

import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What neighbours ask each other about where they are reached: `docs/protocol/network.md`.
public sealed interface ReachMessage extends Message {
    BoardId board();

    /// "Call me there."
    ///
    /// @param number of the question, for its answer
    /// @param address one that its sender lists on that board
    record Asked(int number, BoardId board, String address) implements ReachMessage {
        static final int TYPE = 0xa4;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE).varint(number));
            out.string(address);
        }
    }

    record Answered(int number, BoardId board, Outcome outcome) implements ReachMessage {
        static final int TYPE = 0xa5;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE).varint(number));
            outcome.write(out);
        }
    }

    static boolean has(int type) {
        return type == Asked.TYPE || type == Answered.TYPE;
    }

    /// Reads what follows on a type that is one of these.
    static ReachMessage read(int type, Reader in) {
        int number = in.count(Integer.MAX_VALUE - 1, "number");
        BoardId board = BoardId.read(in);
        ReachMessage message =
                type == Asked.TYPE
                        ? new Asked(
                                number,
                                board,
                                in.string(InvitationLink.ADDRESS_BYTES_MAX, "address"))
                        : new Answered(number, board, Outcome.read(in));
        in.expectEnd();
        return message;
    }
}
