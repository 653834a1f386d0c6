package kith.broadcast;

import kith.identity.BoardId;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What peers tell each other of what they want: `docs/protocol/broadcast.md`.
public sealed interface BroadcastMessage extends Message {
    BoardId board();

    /// What its sender wants from its receiver from now on, in the place of all that it wanted.
    ///
    /// @param fed that updates are passed on at once
    /// @param told that what was not passed on is announced a little later
    /// @param last that all others declined, so that this one is not to be
    record Wish(BoardId board, boolean fed, boolean told, boolean last)
            implements BroadcastMessage {
        static final int TYPE = 140;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.flag(fed).flag(told).flag(last);
        }
    }

    /// Its sender feeds as many as it can: somebody else has to.
    record Declined(BoardId board) implements BroadcastMessage {
        static final int TYPE = 141;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
        }
    }

    static boolean has(int type) {
        return type == Wish.TYPE || type == Declined.TYPE;
    }

    /// What follows on a type that is one of these.
    static BroadcastMessage read(int type, Reader in) {
        BoardId board = BoardId.read(in);
        BroadcastMessage message =
                type == Wish.TYPE
                        ? new Wish(board, in.flag(), in.flag(), in.flag())
                        : new Declined(board);
        in.expectEnd();
        return message;
    }
}
