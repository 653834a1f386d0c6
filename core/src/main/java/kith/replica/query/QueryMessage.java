package kith.replica.query;

import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// A query to another peer and what it found, since version 2 of the protocol. Both are optional:
/// who does not know them skips them. See `docs/protocol/query.md`.
public sealed interface QueryMessage extends Message {
    /// The first version of the protocol that has these.
    int VERSION_MIN = 2;

    /// For the next page of what matches in a space, by the sender's number for it. `number` is
    /// told again with the answer.
    record Ask(long number, int space, Inquiry inquiry) implements QueryMessage {
        static final int TYPE = 135;

        @Override
        public void write(Writer out) {
            inquiry.write(out.u8(TYPE).varint(number).varint(space));
        }
    }

    /// The page that was asked for.
    record Answer(long number, Inquiry.Page page) implements QueryMessage {
        static final int TYPE = 136;

        @Override
        public void write(Writer out) {
            page.write(out.u8(TYPE).varint(number));
        }
    }

    /// Whether messages of that type are these.
    static boolean has(int type) {
        return type == Ask.TYPE || type == Answer.TYPE;
    }

    /// Reads what follows on the type.
    static QueryMessage read(int type, Reader in) {
        if (in.remaining() > (type == Ask.TYPE ? Inquiry.BYTES_MAX : Integer.MAX_VALUE)) {
            throw new Malformed(in.remaining() + " bytes of a query, at most " + Inquiry.BYTES_MAX);
        }
        long number = in.varint();
        QueryMessage message =
                type == Ask.TYPE
                        ? new Ask(number, in.count(Integer.MAX_VALUE, "space"), Inquiry.read(in))
                        : new Answer(number, Inquiry.Page.read(in));
        in.expectEnd();
        return message;
    }
}
