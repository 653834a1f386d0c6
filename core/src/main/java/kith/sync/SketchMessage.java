package kith.sync;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.sync.sketch.Cells;
import kith.sync.sketch.SketchKey;

/// What two peers say to find out which heads of one space only one of them has; since version 2.
///
/// Each is about a space, by the number that its sender declared for it.
public sealed interface SketchMessage extends SyncMessage {
    /// Symbols in one list. With more there are so many that naming all is hardly longer.
    int SYMBOLS_MAX = 1 << 16;

    /// Cells in one message: what the largest message has room for.
    int CELLS_MAX = 1 << 16;

    /// Heads that somebody may claim to have. More than a space has chains.
    int HEADS_MAX = 1 << 18;

    int space();

    /// How many places, cells or symbols it names: what it costs who takes it in.
    int count();

    /// "I have that many heads, and would compare them by sketches."
    record Offer(int space, Bytes salt, int heads) implements SketchMessage {
        static final int TYPE = 14;

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(salt).varint(heads);
        }
    }

    /// The next cells of the row over its sender's heads.
    record Row(int space, List<Cell> cells) implements SketchMessage {
        static final int TYPE = 15;

        /// One cell.
        public record Cell(long sum, int check) {}

        public Row {
            cells = List.copyOf(cells);
        }

        @Override
        public int count() {
            return cells.size();
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(cells.size());
            for (Cell cell : cells) {
                out.u64(cell.sum()).u32(cell.check());
            }
        }
    }

    /// "These cells do not tell: send as many again."
    record More(int space) implements SketchMessage {
        static final int TYPE = 16;

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space);
        }
    }

    /// The symbols of heads that only one of both has and that its sender cannot make out: its own,
    /// of which it does not know what the other has, and the other's, of which it does not know
    /// what they stand for. All that are not there it knows, or has named.
    record Differ(int space, List<Long> ours, List<Long> yours) implements SketchMessage {
        static final int TYPE = 17;

        public Differ {
            ours = List.copyOf(ours);
            yours = List.copyOf(yours);
        }

        @Override
        public int count() {
            return 1 + ours.size() + yours.size();
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space);
            writeSymbols(out, ours);
            writeSymbols(out, yours);
        }
    }

    /// "What are these heads of yours?"
    record Name(int space, List<Long> yours) implements SketchMessage {
        static final int TYPE = 18;

        public Name {
            yours = List.copyOf(yours);
        }

        @Override
        public int count() {
            return yours.size();
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space);
            writeSymbols(out, yours);
        }
    }

    /// Declares a number for a chain as its author began it, which the other side has told of.
    record Same(int space, int number, By by, long yours) implements SketchMessage {
        static final int TYPE = 19;

        /// What `yours` is.
        public enum By {
            /// Its own number for the chain.
            NUMBER(0),
            /// The symbol of its head in the chain.
            SYMBOL(1),
            /// Where that symbol stands among `ours` of its [Differ], from 0.
            PLACE(2);

            private static final By[] BY_CODE = {NUMBER, SYMBOL, PLACE};

            private final int code;

            By(int code) {
                this.code = code;
            }
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(number).u8(by.code);
            if (by == By.SYMBOL) {
                out.u64(yours);
            } else {
                out.varint(yours);
            }
        }
    }

    private static void writeSymbols(Writer out, List<Long> symbols) {
        out.varint(symbols.size());
        symbols.forEach(out::u64);
    }

    /// Whether that is the type of one of these.
    static boolean has(int type) {
        return type >= Offer.TYPE && type <= Same.TYPE;
    }

    /// Reads what follows the type.
    static SketchMessage read(int type, Reader in) {
        int space = Fields.spaceNumber(in);
        return switch (type) {
            case Offer.TYPE ->
                    new Offer(space, in.bytes(SketchKey.SALT_BYTES), in.count(HEADS_MAX, "heads"));
            case Row.TYPE -> readRow(space, in);
            case More.TYPE -> new More(space);
            case Differ.TYPE -> new Differ(space, readSymbols(in), readSymbols(in));
            case Name.TYPE -> new Name(space, readSymbols(in));
            case Same.TYPE -> readSame(space, in);
            default -> throw new Malformed("type " + type + " is about no sketch");
        };
    }

    private static Row readRow(int space, Reader in) {
        int count = Fields.many(in, CELLS_MAX, Cells.CELL_BYTES, "number of cells");
        if (count == 0) {
            throw new Malformed("no cells");
        }
        var cells = new ArrayList<Row.Cell>(count);
        for (int i = 0; i < count; i++) {
            cells.add(new Row.Cell(in.u64(), in.u32()));
        }
        return new Row(space, cells);
    }

    private static List<Long> readSymbols(Reader in) {
        int count = Fields.many(in, SYMBOLS_MAX, Long.BYTES, "number of symbols");
        var symbols = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            symbols.add(in.u64());
        }
        return symbols;
    }

    private static Same readSame(int space, Reader in) {
        int number = Fields.chainNumber(in);
        Same.By by = Same.By.BY_CODE[in.count(Same.By.BY_CODE.length - 1, "kind of same")];
        long yours =
                switch (by) {
                    case NUMBER -> Fields.chainNumber(in);
                    case SYMBOL -> in.u64();
                    case PLACE -> in.count(SYMBOLS_MAX, "place of a symbol");
                };
        return new Same(space, number, by, yours);
    }
}
