package kith.node.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import kith.crdt.Content;
import kith.identity.BoardId;
import kith.identity.BoardRecord;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.identity.Placed;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.replica.RecordType;
import kith.replica.ReplicaRecords;
import kith.replica.base.Baseline;
import kith.replica.base.Manifest;
import kith.store.Checkpoint;
import kith.store.Damaged;
import kith.store.Disk;
import kith.store.Position;
import kith.store.Recovery;
import kith.store.Segment;
import kith.store.Verification;

/// Reads a store from its first byte to its last and checks all of it; see the package.
///
/// It meets first the sections of each checkpoint and then every record of the log, as
/// [Verification] tells them. What a checkpoint knew is kept until the log was read, and compared.
///
/// Whatever is wrong becomes a [Fault]; nothing makes it stop, and nothing is changed.
public final class StoreCheck implements Recovery.Visitor {
    /// As the peer reads them.
    private static final int ALIAS_BYTES_MAX = 1_024;

    private final Hasher hasher;
    private final boolean whole;
    private final LongConsumer progress;
    private final Faults faults = new Faults();
    private final Signatures signatures;
    private final List<String> checkpoints = new ArrayList<>();
    private final TreeMap<Integer, Long> bytesBefore =
            new TreeMap<>(); // segment -> in the ones before

    /// The files of segments that were written anew, in which offsets are not those of the log.
    private final TreeMap<Integer, String> rewritten = new TreeMap<>();

    private int restarts;

    private final TreeMap<Bytes, String> boards = new TreeMap<>();
    private final TreeMap<Integer, SpaceCheck> spaces = new TreeMap<>();
    private final List<Membership> memberships = new ArrayList<>();

    /// The last snapshot that each space builds on.
    private final LinkedHashMap<SpaceCheck, Snapshot> snapshots = new LinkedHashMap<>();

    private final Images images;

    /// A snapshot and the record that names it.
    private record Snapshot(Baseline base, Place place) {}

    /// A record about membership, whose change must turn up in the log.
    private record Membership(Bytes space, Placed placed, Place place) {}

    private StoreCheck(Disk disk, Crypto crypto, boolean whole, LongConsumer progress) {
        this.hasher = crypto.hasher();
        this.whole = whole;
        this.progress = progress;
        this.signatures = new Signatures(crypto, faults);
        this.images = new Images(hasher);
        var numbers = new TreeMap<Integer, String>();
        var segments = new TreeMap<Integer, Long>();
        for (String file : disk.list()) {
            if (Checkpoint.number(file) > 0) {
                numbers.put(Checkpoint.number(file), file);
            } else if (Segment.number(file) > 0) {
                segments.put(Segment.number(file), disk.size(file));
                if (Segment.generation(file) > 0) {
                    rewritten.put(Segment.number(file), file);
                }
            }
        }
        checkpoints.addAll(numbers.values());
        long sum = 0;
        for (var segment : segments.entrySet()) {
            bytesBefore.put(segment.getKey(), sum);
            sum += segment.getValue();
        }
    }

    /// Checks everything. `whole` is false when the disk shows the log of a running peer up to a
    /// bound. `progress` is told now and then how many bytes of the log were read; on the caller's
    /// thread.
    public static Findings run(Disk disk, Crypto crypto, boolean whole, LongConsumer progress) {
        var check = new StoreCheck(disk, crypto, whole, progress);
        try (check.signatures) {
            return check.run(disk);
        }
    }

    private Findings run(Disk disk) {
        Verification.Report report = Verification.run(disk, this);
        for (Membership one : memberships) {
            placed(one);
        }
        images.all().forEach(this::compare);
        if (whole) { // a running peer may have another by now, and have deleted this one
            snapshots.values().forEach(one -> pieces(disk, one));
        }
        for (Damaged damaged : report.damaged()) {
            if (whole || !isReplaced(damaged, disk)) {
                faults.add(fault(damaged));
            }
        }
        long signed = signatures.finish();
        long changes = 0;
        long unsigned = 0;
        for (SpaceCheck space : spaces.values()) {
            changes += space.graph().changeCount();
            unsigned += space.unsigned();
        }
        long unlisted = report.damagedTotal() - report.damaged().size();
        return new Findings(
                report.bytes(),
                report.records(),
                report.sections(),
                boards.size(),
                spaces.size(),
                changes,
                signed,
                unsigned,
                report.tailBytes(),
                faults.listed(),
                faults.total() + unlisted,
                faults.remarks());
    }

    /// Each piece of a snapshot has the hash that members vouched for.
    private void pieces(Disk disk, Snapshot of) {
        String file = of.base().file();
        boolean isThere = disk.list().contains(file);
        long offset = 0;
        for (Manifest.Piece piece : of.base().manifest().pieces()) {
            byte[] bytes = isThere ? disk.read(file, offset, piece.bytes()) : new byte[0];
            if (!hasher.sha256(Bytes.wrap(bytes)).equals(piece.hash())) {
                String what = "the snapshot in " + file + " is not as it was written";
                faults.add(of.place().fault("a record of a snapshot", what));
                return;
            }
            offset += piece.bytes();
        }
    }

    /// Whether it is a checkpoint that a running peer has deleted while we looked, because it has a
    /// newer one.
    private static boolean isReplaced(Damaged damaged, Disk disk) {
        return Checkpoint.number(damaged.file()) > 0 && disk.size(damaged.file()) == 0;
    }

    private static Fault fault(Damaged damaged) {
        boolean part = damaged.length() > 0;
        String what = damaged.reason().text();
        return new Fault(
                damaged.file(),
                part ? damaged.offset() : -1,
                part ? damaged.length() + " bytes" : "",
                what);
    }

    // Checkpoints

    /// Told once before each checkpoint and once before the log.
    @Override
    public void restart() {
        images.restart();
        restarts++;
    }

    private Place checkpoint() {
        return Place.inFile(checkpoints.get(Math.min(restarts, checkpoints.size()) - 1));
    }

    @Override
    public void section(int type, byte[] from, int start, int end) {
        Place place = checkpoint();
        attempt(
                place,
                "a section of type " + type,
                () -> section(type, new Reader(from, start, end), place));
    }

    private void section(int type, Reader in, Place place) {
        if (type != RecordType.GRAPH) {
            images.endGraph();
        }
        switch (type) {
            case RecordType.SPACE -> images.begin(in, place);
            case RecordType.GRAPH -> images.graph(in);
            case RecordType.STATE -> images.state(in);
            case RecordType.BOARD -> board(in, place);
            case RecordType.MEMBERSHIP -> membership(in, place);
            case RecordType.UNCHECKED, RecordType.USAGE, RecordType.COUNTED -> {}
            case RecordType.BASE, RecordType.VOUCHES -> {}
            default -> throw new Malformed("its type is unknown");
        }
    }

    private void compare(Images.Image image) {
        SpaceCheck space = spaces.get(image.number());
        if (space != null) {
            space.against(image.graph(), image.place(), whole);
        } else if (whole) {
            faults.add(
                    image.place()
                            .fault("space " + image.number(), "the log does not know this space"));
        }
    }

    // The log

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        int segment = Position.segment(position);
        String anew = rewritten.get(segment);
        Place place = anew == null ? Place.inLog(position) : Place.inFile(anew);
        attempt(
                place,
                "a record of type " + type,
                () -> record(type, new Reader(from, start, end), place));
        long before = bytesBefore.getOrDefault(segment, 0L);
        progress.accept(before + (anew == null ? Position.offset(position) : 0));
    }

    private void record(int type, Reader in, Place place) {
        switch (type) {
            case RecordType.RUN, RecordType.BARE, RecordType.COLUMNS ->
                    space(in).run(type, in, place);
            case RecordType.HEAD -> space(in).head(in, place);
            case RecordType.CHAIN -> space(in).chain(in);
            case RecordType.SPLIT -> space(in).split(in);
            case RecordType.SPACE -> newSpace(in);
            case RecordType.BOARD -> board(in, place);
            case RecordType.MEMBERSHIP -> membership(in, place);
            case RecordType.BASE ->
                    snapshots.put(
                            space(in), new Snapshot(ReplicaRecords.readBase(in, hasher), place));
            case RecordType.VOUCHES -> {
                space(in);
                ReplicaRecords.readVouches(in);
            }
            case RecordType.USAGE, RecordType.CLEAN -> {}
            default -> throw new Malformed("its type is unknown");
        }
    }

    /// Bytes that were changed on purpose can be anything that still fits a checksum, so that they
    /// break a promise of a constructor is a finding too, and no mistake of ours.
    private void attempt(Place place, String record, Runnable reading) {
        try {
            reading.run();
        } catch (Malformed
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException wrong) {
            faults.add(place.fault(record, String.valueOf(wrong.getMessage())));
        }
    }

    private SpaceCheck space(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        SpaceCheck space = spaces.get(number);
        if (space == null) {
            throw new Malformed("it is of space " + number + ", which no record before it names");
        }
        return space;
    }

    private void newSpace(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        BoardId board = BoardId.read(in);
        String name = in.string(SpaceId.NAME_BYTES_MAX, "space name");
        in.expectEnd();
        String alias = boards.get(board.hash());
        if (alias == null) {
            throw new Malformed("space " + name + " is on a board that no record before it names");
        }
        SpaceId id = SpaceId.of(board, name, hasher);
        var space = new SpaceCheck(alias + "/" + name, id, hasher, faults, signatures);
        if (spaces.put(number, space) != null) {
            throw new Malformed("there are two spaces with the number " + number);
        }
    }

    // Boards

    private void board(Reader in, Place place) {
        BoardId id = BoardId.read(in);
        String alias = in.string(ALIAS_BYTES_MAX, "alias");
        in.flag(); // whether it is the default one
        int addresses = in.count(InvitationLink.ADDRESSES_MAX, "number of addresses");
        for (int i = 0; i < addresses; i++) {
            in.string(InvitationLink.ADDRESS_BYTES_MAX, "address");
        }
        Proof proof = Proof.read(in);
        in.expectEnd();
        proof.verifyShape(id, hasher);
        boards.put(id.hash(), alias);
        check(proof.checks(hasher), place, "the proof of membership on board " + alias);
    }

    private void membership(Reader in, Place place) {
        BoardId board = BoardId.read(in);
        Placed placed = placed(in);
        in.expectEnd();
        String alias = boards.getOrDefault(board.hash(), board.text());
        check(placed.record().checks(hasher), place, "a record about membership on board " + alias);
        memberships.add(new Membership(SpaceId.of(board, ".board", hasher).hash(), placed, place));
    }

    private static Placed placed(Reader in) {
        var author = PeerId.read(in);
        long incarnation = in.varint();
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(Hasher.HASH_BYTES);
        long time = in.u64();
        int index = in.count(Content.OPS_MAX, "index of an operation");
        return new Placed(BoardRecord.read(in), author, incarnation, seq, hash, time, index);
    }

    private void check(List<Check> checks, Place place, String record) {
        for (Check check : checks) {
            String who = check.key().shortText();
            signatures.check(
                    check, place.fault(record, "the signature of " + who + " is not good"));
        }
    }

    /// The change that carried it must be in the log of the board's own space.
    private void placed(Membership one) {
        Placed placed = one.placed();
        for (SpaceCheck space : spaces.values()) {
            if (space.graph().space().equals(one.space())
                    && space.holds(
                            placed.author().key(),
                            placed.incarnation(),
                            placed.seq(),
                            placed.hash())) {
                return;
            }
        }
        if (whole || one.place().offset() >= 0) {
            faults.add(
                    one.place()
                            .fault(
                                    "a record about membership",
                                    "change "
                                            + placed.seq()
                                            + " of "
                                            + placed.author().shortText()
                                            + ", which carried it, is not here with that hash"));
        }
    }
}
