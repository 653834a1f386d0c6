package kith.crdt;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op.Add;
import kith.crdt.Op.At;
import kith.crdt.Op.Insert;
import kith.crdt.Op.ListMove;
import kith.crdt.Op.ListSplice;
import kith.crdt.Op.Notice;
import kith.crdt.Op.Remove;
import kith.crdt.Op.Set;
import kith.crdt.Op.Splice;
import kith.crdt.Op.Take;
import kith.crdt.Op.Unset;
import kith.crdt.Op.Zero;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.value.Path;
import kith.value.Value;

/// The bytes of a change's operations: one after the other up to the end, each a kind, a path and
/// what the kind asks for.
///
/// Operations of one change mostly stand near each other in the tree, so a path is written as what
/// it shares with the one before and the rest. There is one encoding for each list of operations,
/// so equal changes have equal hashes. An instance collects operations while a change is open and
/// says when it is full; [#read] is the way back and refuses everything that it could not have
/// written.
///
/// Format and limits: `docs/protocol/state.md`. Cost: linear in bytes.
public final class Content {
    /// The most bytes in one change: about a millisecond of work, a step of the engine.
    public static final int BYTES_MAX = 1 << 20;

    /// The most operations in one change, for the same reason.
    public static final int OPS_MAX = 10_000;

    /// The most bytes of one operation: what it leaves in a cell must fit into a section of a
    /// checkpoint (1 MiB), whose marks are up to 30 bytes longer.
    public static final int OP_BYTES_MAX = BYTES_MAX - 1024;

    /// Which kinds of operations this program knows: raised with each new one.
    public static final int LEVEL = 2;

    private static final int SET = 1;
    private static final int UNSET = 2;
    private static final int REMOVE = 3;
    private static final int ADD = 4;
    private static final int ZERO = 5;
    private static final int INSERT = 6;
    private static final int TAKE = 7;
    private static final int NOTICE = 8;
    private static final int SPLICE = 16;
    private static final int LIST_SPLICE = 24;
    private static final int LIST_MOVE = 25;
    // 17 to 23 are reserved for text, 26 to 31 for lists.

    /// What an operation takes beside its path and its value, at most, in bytes.
    public static final int OP_BYTES = 24;

    /// A part of a zero, at most, in bytes: author, incarnation, branch, total.
    private static final int PART_BYTES = 32 + 10 + 33 + 10;

    private final Writer out = new Writer();

    /// Bytes of the operations that were added; behind them may be some of one that was not.
    private int size;

    private Path previous = Path.ROOT;
    private int count;

    /// No operations yet.
    public Content() {}

    /// How many operations were added.
    public int count() {
        return count;
    }

    public int sizeBytes() {
        return size;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// Adds an operation, or leaves everything as it was and says false: the change is full, and
    /// the operation belongs into the next one.
    public boolean add(Op op) {
        out.truncate(size);
        write(op, previous, out);
        int more = out.size() - size;
        if (more > OP_BYTES_MAX) {
            throw new Malformed(tooLarge(more));
        }
        if (count == OPS_MAX || out.size() > BYTES_MAX) {
            return false;
        }
        size = out.size();
        count++;
        if (op instanceof At at) {
            previous = at.path();
        }
        return true;
    }

    public Bytes toBytes() {
        return Bytes.copy(out.shared(), 0, size);
    }

    /// The bytes of a few operations, which must fit into one change.
    public static Bytes of(List<? extends Op> ops) {
        var content = new Content();
        for (Op op : ops) {
            if (!content.add(op)) {
                throw new IllegalArgumentException(
                        ops.size() + " operations do not fit into one change");
            }
        }
        return content.toBytes();
    }

    /// A bound on what operations take in a change, in bytes, if that is not over [#BYTES_MAX];
    /// else some number that is.
    public static int sizeMax(List<? extends Op> ops) {
        int sum = 0;
        for (int i = 0; i < ops.size() && sum <= BYTES_MAX; i++) {
            sum += sizeMax(ops.get(i));
        }
        return sum;
    }

    private static int sizeMax(Op op) {
        return switch (op) {
            case Set set -> placeMax(set) + capped(set.value().encodedSize());
            case Insert insert -> placeMax(insert) + capped(insert.value().encodedSize());
            case Take take -> placeMax(take) + capped(take.value().encodedSize());
            case Zero zero -> placeMax(zero) + PART_BYTES * zero.parts().size();
            case Splice splice -> placeMax(splice) + 3 * capped(splice.insert().length());
            case Notice notice -> OP_BYTES + capped(notice.bytes().size());
            case ListSplice splice -> placeMax(splice) + elementBytes(splice.insert());
            case ListMove move -> placeMax(move);
            case Unset unset -> placeMax(unset);
            case Remove remove -> placeMax(remove);
            case Add add -> placeMax(add);
        };
    }

    /// What an operation takes but for what it writes.
    private static int placeMax(At op) {
        return OP_BYTES + op.path().encodedSizeMax();
    }

    private static int elementBytes(List<Value> values) {
        int bytes = 0;
        for (int i = 0; i < values.size() && bytes <= BYTES_MAX; i++) {
            bytes += capped(values.get(i).encodedSize());
        }
        return bytes;
    }

    /// More than fits makes no difference, so sums stay within 32 bits.
    private static int capped(int size) {
        return Math.min(size, BYTES_MAX + 1);
    }

    private static String tooLarge(int size) {
        return "an operation takes "
                + size
                + " bytes, at most "
                + OP_BYTES_MAX
                + ": divide its value into cells below one path, or store it as a file";
    }

    private static void write(Op op, Path previous, Writer out) {
        switch (op) {
            case Set set -> set.value().write(at(SET, set, previous, out));
            case Unset unset -> at(UNSET, unset, previous, out);
            case Remove remove -> at(REMOVE, remove, previous, out);
            case Add add -> at(ADD, add, previous, out).signed(add.delta());
            case Zero zero -> writeParts(zero, at(ZERO, zero, previous, out));
            case Insert insert -> insert.value().write(at(INSERT, insert, previous, out));
            case Take take -> take.value().write(at(TAKE, take, previous, out));
            case Splice splice ->
                    at(SPLICE, splice, previous, out)
                            .varint(splice.at())
                            .varint(splice.delete())
                            .string(splice.insert());
            case ListSplice splice -> {
                at(LIST_SPLICE, splice, previous, out)
                        .varint(splice.at())
                        .varint(splice.delete())
                        .varint(splice.insert().size());
                for (Value value : splice.insert()) {
                    value.write(out);
                }
            }
            case ListMove move ->
                    at(LIST_MOVE, move, previous, out).varint(move.from()).varint(move.to());
            case Notice notice -> out.u8(NOTICE).sized(notice.bytes());
        }
    }

    private static Writer at(int kind, At op, Path previous, Writer out) {
        out.u8(kind);
        op.path().writeAfter(out, previous);
        return out;
    }

    private static void writeParts(Zero zero, Writer out) {
        out.varint(zero.parts().size());
        for (Zero.Part part : zero.parts()) {
            ChainId chain = part.chain();
            out.bytes(chain.author()).varint(chain.incarnation()).sized(chain.branch());
            out.signed(part.total());
        }
    }

    /// The operations in `content`.
    public static List<Op> read(Bytes content) {
        if (content.size() > BYTES_MAX) {
            throw new Malformed("content of " + content.size() + " bytes, at most " + BYTES_MAX);
        }
        var in = new Reader(content);
        var ops = new ArrayList<Op>();
        Path previous = Path.ROOT;
        while (!in.atEnd()) {
            if (ops.size() == OPS_MAX) {
                throw new Malformed("over " + OPS_MAX + " operations in one change");
            }
            int start = in.position();
            Op op = read(in, previous);
            if (in.position() - start > OP_BYTES_MAX) {
                throw new Malformed(tooLarge(in.position() - start));
            }
            ops.add(op);
            if (op instanceof At at) {
                previous = at.path();
            }
        }
        return ops;
    }

    /// Whether a content cannot be read because it has an operation of a kind that only a later
    /// program knows, and is sound as far as that.
    public static boolean isNewer(Bytes content) {
        var in = new Reader(content);
        Path previous = Path.ROOT;
        try {
            while (!in.atEnd()) {
                if (!isKnown(content.at(in.position()) & 0xff)) {
                    return true;
                }
                if (read(in, previous) instanceof At at) {
                    previous = at.path();
                }
            }
            return false;
        } catch (Malformed unsound) {
            return false;
        }
    }

    /// Whether a content begins with a notice, which almost none does.
    public static boolean isNotice(Bytes content) {
        return content.size() > 0 && content.at(0) == NOTICE;
    }

    private static boolean isKnown(int kind) {
        return kind >= SET && kind <= NOTICE
                || kind == SPLICE
                || kind == LIST_SPLICE
                || kind == LIST_MOVE;
    }

    private static Op read(Reader in, Path previous) {
        int kind = in.u8();
        if (kind == NOTICE) {
            return new Notice(in.sized(OP_BYTES_MAX, "notice"));
        }
        if (!isKnown(kind)) {
            throw new Malformed(
                    "operation of kind "
                            + kind
                            + " at "
                            + (in.position() - 1)
                            + ", expected 1-8, 16, 24 or 25");
        }
        Path path = Path.readAfter(in, previous);
        checkStored(path);
        return switch (kind) {
            case SET -> new Set(path, Value.read(in));
            case UNSET -> new Unset(path);
            case REMOVE -> new Remove(path);
            case ADD -> new Add(path, in.signed());
            case ZERO -> new Zero(path, readParts(in));
            case INSERT -> new Insert(path, readElement(in));
            case SPLICE -> readSplice(path, in);
            case LIST_SPLICE -> readListSplice(path, in);
            case LIST_MOVE -> readListMove(path, in);
            default -> new Take(path, readElement(in));
        };
    }

    /// `.presence` and `.peer` are never stored, so no change writes there.
    private static void checkStored(Path path) {
        if (!path.isRoot() && (path.at(0).equals(".presence") || path.at(0).equals(".peer"))) {
            throw new Malformed("a change writes to " + path.at(0) + ", which is never stored");
        }
    }

    private static List<Zero.Part> readParts(Reader in) {
        int count = in.count(Op.PARTS_MAX, "parts of a zero");
        if (count == 0) {
            throw new Malformed("zero without parts at " + in.position());
        }
        var parts = new ArrayList<Zero.Part>();
        for (int i = 0; i < count; i++) {
            ChainId chain = readChain(in);
            if (i > 0 && parts.getLast().chain().compareTo(chain) >= 0) {
                throw new Malformed("parts of a zero do not ascend at " + in.position());
            }
            parts.add(new Zero.Part(chain, in.signed()));
        }
        return parts;
    }

    private static ChainId readChain(Reader in) {
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        if (incarnation < 0) {
            throw new Malformed("incarnation over 63 bits at " + in.position());
        }
        Bytes branch = in.sized(ChainId.AUTHOR_BYTES, "branch");
        if (branch.size() != 0 && branch.size() != ChainId.AUTHOR_BYTES) {
            throw new Malformed("branch of " + branch.size() + " bytes, expected 0 or 32");
        }
        return new ChainId(author, incarnation, branch);
    }

    private static Splice readSplice(Path path, Reader in) {
        int at = in.count(Op.TEXT_LENGTH_MAX, "position in a text");
        int delete = in.count(Op.TEXT_LENGTH_MAX, "deleted units");
        return new Splice(path, at, delete, in.string(OP_BYTES_MAX, "inserted text"));
    }

    private static ListSplice readListSplice(Path path, Reader in) {
        int at = in.count(Op.LIST_LENGTH_MAX, "position in a list");
        int delete = in.count(Op.LIST_LENGTH_MAX, "deleted elements");
        int count = in.count(Math.min(in.remaining(), Op.LIST_LENGTH_MAX), "inserted elements");
        var values = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            values.add(readElement(in));
        }
        return new ListSplice(path, at, delete, values);
    }

    private static ListMove readListMove(Path path, Reader in) {
        int from = in.count(Op.LIST_LENGTH_MAX - 1, "position in a list");
        return new ListMove(path, from, in.count(Op.LIST_LENGTH_MAX - 1, "position in a list"));
    }

    private static Value readElement(Reader in) {
        Value value = Value.read(in);
        if (value.depth() > Op.ELEMENT_DEPTH_MAX) {
            throw new Malformed(
                    "element nested " + value.depth() + " deep, at most " + Op.ELEMENT_DEPTH_MAX);
        }
        return value;
    }
}
