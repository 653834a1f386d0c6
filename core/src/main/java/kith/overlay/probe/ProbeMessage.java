package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What two peers say to find out whether the other one is there. All of it is optional: who does
/// not know it skips it. See `docs/protocol/probe.md`.
public sealed interface ProbeMessage extends Message {
    /// As many as are asked about one peer at most.
    int WORDS_MAX = 16;

    /// Guess: more in a row are as bad.
    int UNANSWERED_LAST = 255;

    /// What is said beside.
    List<Word> words();

    /// "Are you there?"
    ///
    /// @param number counts what its sender asks over this link; the answer names it
    /// @param unanswered how many before it, in a row, were not answered: whoever cannot hear us
    ///     shows by it that it cannot
    /// @param incarnation of the sender
    record Ask(int number, int unanswered, long incarnation, List<Word> words)
            implements ProbeMessage {
        static final int TYPE = 137;

        public Ask {
            words = List.copyOf(words);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(number).u8(unanswered).varint(incarnation);
            ProbeMessage.write(words, out);
        }
    }

    /// "I am."
    record Ack(int number, long incarnation, List<Word> words) implements ProbeMessage {
        static final int TYPE = 138;

        public Ack {
            words = List.copyOf(words);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(number).varint(incarnation);
            ProbeMessage.write(words, out);
        }
    }

    /// Nothing but words.
    record Told(List<Word> words) implements ProbeMessage {
        static final int TYPE = 139;

        public Told {
            words = List.copyOf(words);
        }

        Told(Word word) {
            this(List.of(word));
        }

        @Override
        public void write(Writer out) {
            ProbeMessage.write(words, out.u8(TYPE));
        }
    }

    private static void write(List<Word> words, Writer out) {
        out.u8(words.size());
        words.forEach(word -> word.write(out));
    }

    static boolean has(int type) {
        return type >= Ask.TYPE && type <= Told.TYPE;
    }

    /// Reads what follows on the type.
    static ProbeMessage read(int type, Reader in) {
        ProbeMessage message =
                switch (type) {
                    case Ask.TYPE ->
                            new Ask(number(in), in.u8(), Word.incarnation(in), readWords(in));
                    case Ack.TYPE -> new Ack(number(in), Word.incarnation(in), readWords(in));
                    case Told.TYPE -> new Told(readWords(in));
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    private static int number(Reader in) {
        return in.count(Integer.MAX_VALUE, "number of a question");
    }

    private static List<Word> readWords(Reader in) {
        int count = in.u8();
        if (count > WORDS_MAX) {
            throw new Malformed(count + " words, at most " + WORDS_MAX);
        }
        var words = new ArrayList<Word>(count);
        for (int i = 0; i < count; i++) {
            words.add(Word.read(in));
        }
        return words;
    }
}
