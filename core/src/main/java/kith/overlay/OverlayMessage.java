package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What two peers say about those that they are linked to. All of it is optional, since version 2
/// of the protocol: who does not know it skips it. See `docs/protocol/overlay.md`.
public sealed interface OverlayMessage extends Message {
    /// The first version of the protocol that has these.
    int VERSION_MIN = 2;

    /// Ids in one message, and so of one board over one link. Guess: eight times as many as a tab
    /// wants links to.
    int IDS_MAX = 64;

    /// Guess: a description of a WebRTC connection has two to six thousand bytes.
    int SIGNAL_BYTES_MAX = 1 << 14;

    /// With what stands around it, the largest frame of a link: 1.25 MiB.
    int RELAYED_BYTES_MAX = (5 << 18) - 256;

    /// "Of this board I am linked to these", in the place of what was told before; and whether its
    /// sender can itself be dialled by signals.
    record Linked(BoardId board, boolean dialable, List<Neighbour> peers)
            implements OverlayMessage {
        static final int TYPE = 131;

        public Linked {
            peers = List.copyOf(peers);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.flag(dialable).varint(peers.size());
            for (Neighbour one : peers) {
                one.peer().write(out);
                out.flag(one.dialable());
            }
        }
    }

    /// Somebody that its teller is linked to.
    ///
    /// @param dialable whether it can be dialled by signals
    record Neighbour(PeerId peer, boolean dialable) {}

    /// Something from one member of a board for another: passed on once at most, by somebody who is
    /// linked to both.
    ///
    /// @param number counts what its sender sends over this link; the answer names it
    record Forward(long number, BoardId board, PeerId from, PeerId to, Kind kind, Bytes bytes)
            implements OverlayMessage {
        static final int TYPE = 132;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE).varint(number));
            from.write(out);
            to.write(out);
            out.u8(kind.code).bytes(bytes);
        }
    }

    /// What became of a [Forward] that the receiver sent. Each has one answer.
    record Answered(long number, Outcome outcome) implements OverlayMessage {
        static final int TYPE = 133;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(number).u8(outcome.code);
        }
    }

    /// What is carried; nothing here looks into it.
    enum Kind {
        /// By which two hosts agree on a connection.
        SIGNAL(0, SIGNAL_BYTES_MAX),
        /// A message of a link that goes through the one who passes it on.
        RELAYED(1, RELAYED_BYTES_MAX);

        private static final Kind[] BY_CODE = {SIGNAL, RELAYED};

        private final int code;
        private final int bytesMax;

        Kind(int code, int bytesMax) {
            this.code = code;
            this.bytesMax = bytesMax;
        }

        public int code() {
            return code;
        }

        /// How many bytes one may have.
        public int bytesMax() {
            return bytesMax;
        }

        public static Kind of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new Malformed("something to pass on of kind " + code);
            }
            return BY_CODE[code];
        }
    }

    /// What became of something that was to be passed on.
    enum Outcome {
        /// Its receiver has it.
        DELIVERED(0),
        /// No link leads there, or the board is not shared over it.
        UNREACHABLE(1),
        /// Too much is on its way there.
        BUSY(2),
        /// Its receiver takes nothing of that sort.
        UNWANTED(3),
        /// Whether its receiver has it is not known: it said nothing in time, or its link broke.
        UNANSWERED(4);

        private static final Outcome[] BY_CODE = {
            DELIVERED, UNREACHABLE, BUSY, UNWANTED, UNANSWERED
        };

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        private static Outcome read(Reader in) {
            int code = in.u8();
            if (code >= BY_CODE.length) {
                throw new Malformed("an outcome of kind " + code);
            }
            return BY_CODE[code];
        }
    }

    static boolean has(int type) {
        return type >= Linked.TYPE && type <= Answered.TYPE;
    }

    /// Reads what follows on the type.
    static OverlayMessage read(int type, Reader in) {
        OverlayMessage message =
                switch (type) {
                    case Linked.TYPE -> readLinked(in);
                    case Forward.TYPE -> readForward(in);
                    case Answered.TYPE -> new Answered(number(in), Outcome.read(in));
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    private static long number(Reader in) {
        long number = in.varint();
        if (number < 0) {
            throw new Malformed("number over 63 bits");
        }
        return number;
    }

    /// In ascending order, each once: so one list has one form.
    private static Linked readLinked(Reader in) {
        BoardId board = BoardId.read(in);
        boolean dialable = in.flag();
        int count = in.count(IDS_MAX, "number of neighbours");
        var peers = new ArrayList<Neighbour>();
        for (int i = 0; i < count; i++) {
            var one = new Neighbour(PeerId.read(in), in.flag());
            if (i > 0 && one.peer().compareTo(peers.getLast().peer()) <= 0) {
                throw new Malformed("neighbours out of order");
            }
            peers.add(one);
        }
        return new Linked(board, dialable, peers);
    }

    private static Forward readForward(Reader in) {
        long number = number(in);
        BoardId board = BoardId.read(in);
        PeerId from = PeerId.read(in);
        PeerId to = PeerId.read(in);
        Kind kind = Kind.of(in.u8());
        if (in.remaining() > kind.bytesMax) {
            throw new Malformed(in.remaining() + " bytes to pass on, at most " + kind.bytesMax);
        }
        return new Forward(number, board, from, to, kind, in.bytes(in.remaining()));
    }
}
