package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.sequence.Feed;
import kith.lab.fuzz.Decoder.Again;
import kith.lang.Bytes;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Value;

/// The histories of texts and lists, unpacked: bytes that were packed show a change of one nowhere.
///
/// Whatever is accepted must be of use: it is replayed, written, read and edited, in old versions
/// too, and the only thing that may go wrong is that it turns out to be malformed.
final class Histories {
    private static final int CHAINS = 64;

    /// What one operation that is read may stand for: a long line of nothing but deletions would
    /// need as many units.
    private static final int OPERATIONS_MAX = 1 << 20;

    private static final ChainOrder ORDER =
            new ChainOrder() {
                @Override
                public int compare(int chainA, int chainB) {
                    return Integer.compare(chainA, chainB);
                }

                @Override
                public ChainId id(int chain) {
                    throw new IllegalStateException("nobody asks for names");
                }

                @Override
                public int number(ChainId id) {
                    return -1;
                }
            };

    private Histories() {}

    static Decoder texts() {
        return Decoder.of("text-history", List.of(text()), bytes -> decode(bytes, false))
                .mayAllocate(2 << 20, 32 << 10);
    }

    static Decoder lists() {
        return Decoder.of("list-history", List.of(list()), bytes -> decode(bytes, true))
                .mayAllocate(2 << 20, 32 << 10);
    }

    /// Three authors, two branches and a merge, something void.
    private static Bytes text() {
        Feed feed = Feed.text(ORDER, true);
        feed.splice(new int[0], new Stamp(1, 1, 1), false, 0, 0, "abcdefgh");
        feed.splice(new int[] {7}, new Stamp(2, 1, 2), false, 3, 2, "é");
        feed.splice(new int[] {10}, new Stamp(2, 2, 3), false, 1, 1, "");
        feed.splice(new int[] {10}, new Stamp(2, 3, 3), false, 0, 1, "");
        feed.splice(new int[] {7}, new Stamp(3, 1, 4), false, 4, 0, "xyz");
        feed.splice(new int[] {12, 15}, new Stamp(1, 2, 5), false, 5, 2, "\ud800");
        feed.splice(new int[] {18}, new Stamp(4, 1, 6), true, 0, 3, "void");
        feed.splice(new int[] {18}, new Stamp(5, 1, 6), false, 1, 0, "end");
        return unpacked(feed);
    }

    private static Bytes list() {
        Feed feed = Feed.list(ORDER, true);
        var values = List.<Value>of(Value.Int.of(1), new Value.Text("a"), Value.Array.EMPTY);
        feed.splice(new int[0], new Stamp(1, 1, 1), false, 0, 0, values);
        feed.move(new int[] {2}, new Stamp(2, 1, 2), false, 0, 2);
        feed.move(new int[] {2}, new Stamp(3, 1, 3), false, 0, 1);
        feed.splice(new int[] {3}, new Stamp(2, 2, 4), false, 2, 1, values);
        feed.move(new int[] {4, 8}, new Stamp(1, 2, 1L << 50), false, 3, 0);
        feed.splice(new int[] {9}, new Stamp(4, 1, 6), true, 0, 1, List.of());
        return unpacked(feed);
    }

    private static Again decode(Bytes bytes, boolean isList) {
        Feed empty = isList ? Feed.list(ORDER, true) : Feed.text(ORDER, true);
        Feed read = empty.read(container(bytes), CHAINS);
        if (read.end() > OPERATIONS_MAX) {
            throw new Malformed("too long to be tried");
        }
        Bytes again = unpacked(read);
        Feed whole = empty.read(read.replayed().write(), CHAINS);
        whole.lengthAt(whole.frontier());
        for (int[] version : versions(whole.end())) {
            whole.at(version);
            edit(whole, version, isList);
        }
        if (!shown(whole.replayed(), isList).equals(shown(whole, isList))) {
            throw new AssertionError("a replay shows something else");
        }
        return () -> again;
    }

    private static List<int[]> versions(int end) {
        var versions = new ArrayList<int[]>();
        versions.add(new int[0]);
        for (int part = 0; part < 4 && end > 0; part++) {
            versions.add(new int[] {(int) ((long) (end - 1) * part / 3)});
        }
        return versions;
    }

    private static void edit(Feed feed, int[] version, boolean isList) {
        int length = feed.lengthAt(version);
        var by = new Stamp(CHAINS - 1, 1_000_000 + feed.end(), 1L << 51);
        if (!isList) {
            feed.splice(version, by, false, length / 2, length - length / 2, "new");
        } else if (length > 0) {
            feed.move(version, by, false, 0, length - 1);
        } else {
            feed.splice(version, by, false, 0, 0, List.of(Value.Bool.TRUE));
        }
    }

    private static List<?> shown(Feed feed, boolean isList) {
        return isList ? feed.values() : List.of(feed.text());
    }

    /// A checkpoint that shows nothing, with this history.
    private static byte[] container(Bytes history) {
        byte[] packed = Deflated.pack(history.toArray(), 0, history.size());
        var past = new Writer().varint(history.size()).bytes(packed, 0, packed.length);
        return new Writer().u8(1).varint(0).sized(past.toBytes()).varint(0).toArray();
    }

    private static Bytes unpacked(Feed feed) {
        var in = new Reader(feed.write());
        in.u8();
        for (int marks = 3 * in.count(in.remaining(), "marks"); marks > 0; marks--) {
            in.varint();
        }
        byte[] past = in.sized(in.remaining(), "past").toArray();
        var packed = new Reader(past);
        int size = packed.count(Integer.MAX_VALUE, "size");
        return Bytes.wrap(Deflated.unpack(past, packed.position(), past.length, size));
    }
}
