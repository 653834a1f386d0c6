package kith.network.spread;

import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What peers tell each other of single updates of a space: `docs/protocol/broadcast.md`. Space and
/// chain are by the numbers of the sender.
public sealed interface SpreadMessage extends Message {
    /// The number of its space.
    int space();

    /// An update is on its way to the sender, or there, and may be fetched from it.
    record Promise(int space, int chain, int seq, int hops) implements SpreadMessage {
        static final int TYPE = 142;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(chain).varint(seq).varint(hops);
        }
    }

    /// Wants an update that was promised or announced.
    record Fetch(int space, int chain, int seq) implements SpreadMessage {
        static final int TYPE = 143;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(chain).varint(seq);
        }
    }

    /// How often an update was passed on by now that follows.
    record Passed(int space, int chain, int seq, int hops) implements SpreadMessage {
        static final int TYPE = 155;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(chain).varint(seq).varint(hops);
        }
    }

    /// Wants all that the sender lacks by now.
    record Lacking(int space) implements SpreadMessage {
        static final int TYPE = 156;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space);
        }
    }

    static boolean has(int type) {
        return type == Promise.TYPE
                || type == Fetch.TYPE
                || type == Passed.TYPE
                || type == Lacking.TYPE;
    }

    /// What follows on a type that is one of these.
    static SpreadMessage read(int type, Reader in) {
        int space = number(in, "space");
        SpreadMessage message =
                switch (type) {
                    case Promise.TYPE -> new Promise(space, chain(in), seq(in), hops(in));
                    case Fetch.TYPE -> new Fetch(space, chain(in), seq(in));
                    case Passed.TYPE -> new Passed(space, chain(in), seq(in), hops(in));
                    default -> new Lacking(space);
                };
        in.expectEnd();
        return message;
    }

    private static int number(Reader in, String what) {
        return in.count(Integer.MAX_VALUE - 1, what);
    }

    private static int chain(Reader in) {
        return number(in, "chain");
    }

    private static int seq(Reader in) {
        return number(in, "sequence number");
    }

    private static int hops(Reader in) {
        return in.count(Way.HOPS_MAX, "passes");
    }
}
