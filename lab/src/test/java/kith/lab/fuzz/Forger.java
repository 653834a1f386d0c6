package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.replica.Replica;
import kith.sync.SketchMessage;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// Stands between a member and its links and spoils what the member says: frames are changed, left
/// out, doubled and said again later, and some that no program would send are put between them,
/// with good signatures, since it has the key.
final class Forger implements SimPeer.Tap {
    /// How many frames that were sent are remembered, as samples.
    private static final int KEPT_MAX = 40;

    private final SimPeer peer;
    private final Rng rng;
    private final int percent;
    private final List<Bytes> sent = new ArrayList<>();
    private boolean over;
    private int spoilt;

    /// Spoils so many of a hundred frames.
    Forger(SimPeer peer, Rng rng, int percent) {
        this.peer = peer;
        this.rng = rng;
        this.percent = percent;
    }

    /// From now on it keeps the rules.
    void stop() {
        over = true;
    }

    int spoilt() {
        return spoilt;
    }

    @Override
    public List<Bytes> sent(long link, Bytes frame) {
        if (sent.size() == KEPT_MAX) {
            sent.remove(rng.nextInt(KEPT_MAX));
        }
        sent.add(frame);
        if (over || !rng.chance(percent)) {
            return List.of(frame);
        }
        spoilt++;
        return switch (rng.nextInt(6)) {
            case 0 -> List.of();
            case 1 -> List.of(frame, frame);
            case 2 -> List.of(frame, sent.get(rng.nextInt(sent.size())));
            case 3, 4 -> List.of(frame, made());
            default -> List.of(new Mutation(rng, sent).next());
        };
    }

    /// A frame of a shape that is allowed and that means nothing good.
    private Bytes made() {
        var out = new Writer();
        int space = rng.between(1, 4);
        switch (rng.nextInt(10)) {
            case 0 -> presence(space).write(out);
            case 1 -> chain(space).write(out);
            case 2 -> have(space).write(out);
            case 3 -> new SyncMessage.Credit(Integer.MAX_VALUE).write(out);
            case 4 -> trace(space).write(out);
            case 5 -> new SyncMessage.Pong(rng.nextLong()).write(out);
            case 8 -> sketch(space).write(out);
            case 9 -> packed(space).write(out);
            case 6 -> new SyncMessage.Refused(space, "not-a-member", "it is said").write(out);
            default -> new SyncMessage.Ask(rng.nextLong(), space, rng.bytes(9)).write(out);
        }
        return out.toBytes();
    }

    /// What it holds is no run, and not always of the size that it says.
    private SyncMessage packed(int space) {
        byte[] rubbish = rng.bytes(rng.between(1, 2000)).shared();
        Bytes packed = Bytes.wrap(Deflated.pack(rubbish, 0, rubbish.length));
        int size = rng.chance(50) ? rubbish.length : rng.nextInt(1 << 20);
        return new SyncMessage.Packed(space, number(), null, size, packed);
    }

    /// Its signature is good; epoch, names and value need not be.
    private SyncMessage presence(int space) {
        List<Replica> spaces = peer.engine().replicas();
        Bytes id = spaces.get(rng.nextInt(spaces.size())).space();
        long epoch = rng.nextLong() >>> 1 >>> rng.nextInt(60);
        long counter = rng.nextLong() >>> 1 >>> rng.nextInt(60);
        Bytes cells = new Mutation(rng, VALUES).next();
        if (cells.size() > SyncMessage.EPHEMERAL_BYTES_MAX) {
            cells = Bytes.EMPTY;
        }
        Bytes signed = SyncMessage.Presence.message(id, epoch, counter, cells);
        Bytes signature = peer.sign(signed);
        return new SyncMessage.Presence(space, peer.key(), epoch, counter, cells, signature);
    }

    /// `{"":null}`, a name of 1,100 bytes, 60 arrays within each other.
    private static final List<Bytes> VALUES =
            List.of(
                    Bytes.fromHex("08010000"),
                    Bytes.fromHex("0801cc08" + "61".repeat(1_100) + "00"),
                    Bytes.fromHex("0701".repeat(60) + "00"));

    private SyncMessage chain(int space) {
        Bytes author = rng.chance(50) ? peer.key() : rng.bytes(32);
        Bytes branch = rng.chance(50) ? Bytes.EMPTY : rng.bytes(32);
        int number = lastNumber(space) + 1;
        int parent = rng.nextInt(number + 1);
        return new SyncMessage.Chain(
                space,
                number,
                new ChainId(author, rng.nextInt(3), branch),
                branch.size() == 0 ? 0 : parent,
                branch.size() == 0 ? 0 : rng.nextInt(9));
    }

    /// The last number that was given to a chain of that space, as far as is remembered.
    private int lastNumber(int space) {
        int last = -1;
        for (Bytes frame : sent) {
            SyncMessage message = read(frame);
            if (message instanceof SyncMessage.Chain chain && chain.space() == space) {
                last = Math.max(last, chain.number());
            }
            if (message instanceof SketchMessage.Same same && same.space() == space) {
                last = Math.max(last, same.number());
            }
        }
        return last;
    }

    /// Null for one that was spoilt before.
    private static @Nullable SyncMessage read(Bytes frame) {
        try {
            return SyncMessage.read(new Reader(frame));
        } catch (Malformed unreadable) {
            return null;
        }
    }

    private SyncMessage have(int space) {
        var entries = new ArrayList<SyncMessage.Have.Entry>();
        for (int i = rng.nextInt(5); i > 0; i--) {
            int seq = rng.chance(50) ? rng.nextInt(9) : SyncMessage.SEQ_LAST;
            entries.add(new SyncMessage.Have.Entry(number(), seq, rng.chance(50), rng.bytes(8)));
        }
        var kinds = SyncMessage.Have.Kind.values();
        return new SyncMessage.Have(space, kinds[rng.nextInt(kinds.length)], entries);
    }

    private SyncMessage sketch(int space) {
        return switch (rng.nextInt(6)) {
            case 0 -> new SketchMessage.Offer(space, rng.bytes(16), rng.nextInt(9));
            case 1 -> {
                var cells = new ArrayList<SketchMessage.Row.Cell>();
                for (int i = rng.between(1, 9); i > 0; i--) {
                    cells.add(new SketchMessage.Row.Cell(rng.nextLong(), rng.nextInt()));
                }
                yield new SketchMessage.Row(space, cells);
            }
            case 2 -> new SketchMessage.More(space);
            case 3 -> new SketchMessage.Differ(space, symbols(), symbols());
            case 4 -> new SketchMessage.Name(space, symbols());
            default -> {
                var kinds = SketchMessage.Same.By.values();
                var by = kinds[rng.nextInt(kinds.length)];
                yield new SketchMessage.Same(space, lastNumber(space) + 1, by, rng.nextInt(3));
            }
        };
    }

    private List<Long> symbols() {
        var symbols = new ArrayList<Long>();
        for (int i = rng.nextInt(4); i > 0; i--) {
            symbols.add(rng.nextLong());
        }
        return symbols;
    }

    private SyncMessage trace(int space) {
        var marks = new ArrayList<SyncMessage.Trace.Mark>();
        for (int i = rng.nextInt(5); i > 0; i--) {
            int seq = rng.chance(80) ? rng.nextInt(9) : SyncMessage.SEQ_LAST;
            marks.add(new SyncMessage.Trace.Mark(seq, rng.bytes(8)));
        }
        return new SyncMessage.Trace(space, number(), marks);
    }

    private int number() {
        return rng.nextInt(4);
    }
}
