package kith.network;

import kith.cluster.ClusterMessage;
import kith.cluster.Coordinate;
import kith.cluster.work.WorkMessage;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.trace.TraceMessage;
import kith.overlay.Use;
import kith.overlay.probe.ProbeMessage;
import kith.port.Message;

/// What the two sides of a link tell each other beside what the machines say. See
/// `docs/protocol/network.md`.
public sealed interface NetworkMessage extends Message {
    /// "I am here now, need this link for that, and have so many."
    record Here(Coordinate at, Use use, int links) implements NetworkMessage {
        static final int TYPE = 0xa0;

        /// Guess: more than a process bears.
        static final int LINKS_MAX = 1 << 20;

        @Override
        public void write(Writer out) {
            at.write(out.u8(TYPE));
            use.write(out);
            out.varint(links);
        }
    }

    /// A message for somebody that the receiver is linked to, or which it passed on.
    ///
    /// @param number grows with each that its author sends
    /// @param signature of the author, over [#text]
    /// @param body the message, with its type
    record Passed(BoardId board, PeerId from, PeerId to, long number, Bytes signature, Bytes body)
            implements NetworkMessage {
        static final int TYPE = 0xa1;

        /// Guess: as much as a roster of all, several times. What is larger goes over a link.
        static final int BODY_BYTES_MAX = 1 << 14;

        private static final String LABEL = "kith/passed/1";

        /// What is signed.
        static Bytes text(BoardId board, PeerId to, long number, Bytes body) {
            var out = new Writer(64 + body.size()).string(LABEL);
            board.write(out);
            to.write(out);
            return out.varint(number).bytes(body).toBytes();
        }

        Bytes text() {
            return text(board, to, number, body);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            from.write(out);
            to.write(out);
            out.varint(number).bytes(signature).bytes(body);
        }

        /// The message inside: what leads a cluster, about a task, what is said of a neighbour, or
        /// what is asked about a change.
        Message message() {
            var in = new Reader(body);
            int type = in.u8();
            if (ClusterMessage.has(type)) {
                ClusterMessage message = ClusterMessage.read(type, in);
                requireHere(message.board());
                return message;
            }
            if (WorkMessage.has(type)) {
                WorkMessage message = WorkMessage.read(type, in);
                requireHere(message.board());
                return message;
            }
            if (ProbeMessage.has(type)
                    && ProbeMessage.read(type, in) instanceof ProbeMessage.Told told) {
                return told;
            }
            if (TraceMessage.has(type)) {
                TraceMessage message = TraceMessage.read(type, in);
                requireHere(message.board());
                return message;
            }
            throw new Malformed("a message of type " + type + " to be passed on");
        }

        private void requireHere(BoardId about) {
            if (!about.equals(board)) {
                throw new Malformed("passed on for one board, about another");
            }
        }
    }

    static boolean has(int type) {
        return type == Here.TYPE || type == Passed.TYPE;
    }

    /// Reads what follows on the type.
    static NetworkMessage read(int type, Reader in) {
        NetworkMessage message =
                switch (type) {
                    case Here.TYPE -> readHere(in);
                    case Passed.TYPE -> readPassed(in);
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    private static Here readHere(Reader in) {
        Coordinate at = Coordinate.read(in);
        return new Here(at, Use.read(in), in.count(Here.LINKS_MAX, "number of links"));
    }

    private static Passed readPassed(Reader in) {
        BoardId board = BoardId.read(in);
        PeerId from = PeerId.read(in);
        PeerId to = PeerId.read(in);
        long number = in.varint();
        Bytes signature = in.bytes(Check.SIGNATURE_BYTES);
        if (number < 0 || in.remaining() > Passed.BODY_BYTES_MAX) {
            throw new Malformed("number " + number + ", " + in.remaining() + " bytes passed on");
        }
        return new Passed(board, from, to, number, signature, in.bytes(in.remaining()));
    }
}
