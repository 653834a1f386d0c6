package kith.overlay.probe;

import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// What somebody says about whether a peer is there, with its signature. Both are about one
/// *incarnation* of the peer, a number that only the peer itself raises.
public sealed interface Word {
    PeerId subject();

    long incarnation();

    /// Who says so.
    PeerId by();

    Bytes signature();

    /// What is signed.
    Bytes text();

    void write(Writer out);

    /// Goes on when it is really said by whom it says.
    default void ifSigned(Host host, Runnable then) {
        host.check(
                by(),
                text(),
                signature(),
                good -> {
                    if (good) {
                        then.run();
                    }
                });
    }

    /// "It does not answer me."
    record Doubt(PeerId subject, long incarnation, PeerId by, Bytes signature) implements Word {
        static final int KIND = 0;

        static Bytes text(PeerId subject, long incarnation) {
            return Word.text("kith/doubt/1", subject, incarnation);
        }

        @Override
        public Bytes text() {
            return text(subject, incarnation);
        }

        @Override
        public void write(Writer out) {
            subject.write(out.u8(KIND));
            by.write(out.varint(incarnation));
            out.bytes(signature);
        }
    }

    /// "I am there", by the peer itself: nothing counts that was said of an incarnation before.
    record Alive(PeerId subject, long incarnation, Bytes signature) implements Word {
        static final int KIND = 1;

        static Bytes text(PeerId subject, long incarnation) {
            return Word.text("kith/alive/1", subject, incarnation);
        }

        @Override
        public PeerId by() {
            return subject;
        }

        @Override
        public Bytes text() {
            return text(subject, incarnation);
        }

        @Override
        public void write(Writer out) {
            subject.write(out.u8(KIND));
            out.varint(incarnation).bytes(signature);
        }
    }

    private static Bytes text(String label, PeerId subject, long incarnation) {
        byte[] ascii = Utf8.encode(label);
        var out = new Writer(64).bytes(ascii, 0, ascii.length).u8(0);
        subject.write(out);
        return out.varint(incarnation).toBytes();
    }

    static Word read(Reader in) {
        int kind = in.u8();
        if (kind > Alive.KIND) {
            throw new Malformed("a word of kind " + kind);
        }
        PeerId subject = PeerId.read(in);
        long incarnation = incarnation(in);
        return kind == Alive.KIND
                ? new Alive(subject, incarnation, in.bytes(Check.SIGNATURE_BYTES))
                : new Doubt(subject, incarnation, PeerId.read(in), in.bytes(Check.SIGNATURE_BYTES));
    }

    static long incarnation(Reader in) {
        long incarnation = in.varint();
        if (incarnation < 0) {
            throw new Malformed("incarnation over 63 bits");
        }
        return incarnation;
    }
}
