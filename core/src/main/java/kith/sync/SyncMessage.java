package kith.sync;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.port.Message;
import org.jspecify.annotations.Nullable;

/// What two peers say to each other. A frame is a type byte and a body; a type of 128 and above is
/// optional: who does not know it skips it. One below is required: who does not know it says so
/// with its number and ends the link.
///
/// Spaces and chains have small numbers on a link, given by the side that declares them, for its
/// own direction only.
public sealed interface SyncMessage extends Message
        permits SyncMessage.Hello,
                SyncMessage.Facts,
                SyncMessage.Present,
                SyncMessage.Join,
                SyncMessage.Joined,
                SyncMessage.Refused,
                SyncMessage.Space,
                SyncMessage.Chain,
                SyncMessage.Have,
                SyncMessage.Runs,
                SyncMessage.Credit,
                SyncMessage.Trace,
                SyncMessage.Presence,
                SyncMessage.Ping,
                SyncMessage.Pong,
                SyncMessage.Ask,
                SyncMessage.Digests,
                SyncMessage.Other,
                SketchMessage,
                SnapshotMessage {
    int OPTIONAL = 128;

    /// Bounds of what is read here. Guesses unless said otherwise.
    int VERSIONS_MAX = 16;

    int AGENT_BYTES_MAX = 64;
    int DEVICE_BYTES_MAX = 64;
    int REGION_BYTES_MAX = 32;
    int CODE_BYTES_MAX = 64;
    int REASON_BYTES_MAX = 256;
    int PROOF_BYTES_MAX = 1 << 16;
    int HAVE_MAX = 4096;
    int TRACE_MAX = 64;
    int EPHEMERAL_BYTES_MAX = 4096;
    int SPACES_MAX = 1 << 16;
    int PATH_BYTES_MAX = 1 << 13;
    int DIGESTS_BYTES_MAX = 1 << 20;

    /// More than twice as many chains as a space has: branches have second numbers.
    int CHAIN_NUMBER_LAST = (1 << 18) - 1;

    /// The last change that a chain can have: see `docs/protocol/log.md`.
    int SEQ_LAST = Integer.MAX_VALUE - 1;

    /// How much of a hash is compared where only equality matters and nothing is taken in.
    int HASH_PIECE_BYTES = 8;

    /// First on each link: the versions its sender speaks, its clock, and the credit it gives.
    record Hello(List<Integer> versions, String agent, long wallMillis, int creditBytes)
            implements SyncMessage {
        static final int TYPE = 1;

        public Hello {
            versions = List.copyOf(versions);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(versions.size());
            for (int version : versions) {
                out.varint(version);
            }
            out.string(agent).u64(wallMillis).varint(creditBytes);
        }
    }

    /// Right behind the greeting, since version 2: what its sender can, as in [kith.port.About],
    /// what it runs on, and where its owner says that it is.
    record Facts(int can, String device, String region) implements SyncMessage {
        static final int TYPE = 134;

        /// The first version of the protocol that has it.
        public static final int VERSION_MIN = 2;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(can).string(device).string(region);
        }
    }

    /// "I am on this board, and this is the chain of invitations that proves it."
    record Present(Bytes board, Bytes proof) implements SyncMessage {
        static final int TYPE = 2;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).bytes(board).sized(proof);
        }
    }

    /// "I hold this invitation: let me in." The body is an admission that only lacks a host.
    record Join(Bytes board, Bytes admission) implements SyncMessage {
        static final int TYPE = 3;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).bytes(board).sized(admission);
        }
    }

    /// "You are in": the proof of the newcomer's own membership.
    record Joined(Bytes board, Bytes proof) implements SyncMessage {
        static final int TYPE = 4;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).bytes(board).sized(proof);
        }
    }

    /// Something was not done, and why. `space` is 0 where it is about the link.
    record Refused(int space, String code, String detail) implements SyncMessage {
        static final int TYPE = 5;

        /// With as much of the detail as there is room for.
        static Refused of(int space, String code, String detail) {
            int max = REASON_BYTES_MAX / 4;
            String some = detail.length() <= max ? detail : detail.substring(0, max);
            return new Refused(space, code, some);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).string(code).string(detail);
        }
    }

    /// Declares a number for a space: "I replicate this one". Numbers count from 1.
    record Space(int number, Bytes board, Bytes space) implements SyncMessage {
        static final int TYPE = 6;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(number).bytes(board).bytes(space);
        }
    }

    /// Declares a number for a chain of a space. A branch names the chain it left, by its number,
    /// and the last change they share.
    record Chain(int space, int number, ChainId id, int parent, int seqLast)
            implements SyncMessage {
        static final int TYPE = 7;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(number).bytes(id.author()).varint(id.incarnation());
            out.flag(id.branch().size() > 0);
            if (id.branch().size() > 0) {
                out.bytes(id.branch()).varint(parent).varint(seqLast);
            }
        }
    }

    /// What its sender has of some chains. [Kind#DURABLE] adds to what was told before. A burst of
    /// messages with [Kind#ALL] and one with [Kind#ALL_LAST] at its end tells everything anew:
    /// chains that it does not name are not there, and the receiver is to send what is missing.
    /// [Kind#NAMED] ends what was left to be named after sketches: of all others the receiver
    /// knows.
    record Have(int space, Kind kind, List<Entry> entries) implements SyncMessage {
        static final int TYPE = 8;

        public enum Kind {
            DURABLE(0),
            ALL(1),
            ALL_LAST(2),
            NAMED(3);

            private static final Kind[] BY_CODE = {DURABLE, ALL, ALL_LAST, NAMED};

            private final int code;

            Kind(int code) {
                this.code = code;
            }
        }

        /// `again`: whatever was sent beyond `seq` did not arrive for good, send it again.
        public record Entry(int chain, int seq, boolean again, Bytes hashPiece) {}

        public Have {
            entries = List.copyOf(entries);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).u8(kind.code).varint(entries.size());
            for (Entry entry : entries) {
                out.varint(entry.chain()).varint((long) entry.seq() << 1 | (entry.again() ? 1 : 0));
                out.bytes(entry.hashPiece());
            }
        }
    }

    /// A run of one chain, and the head at its end where there is one.
    sealed interface Runs extends SyncMessage permits Changes, Packed {
        int space();

        int chain();

        @Nullable Bytes signature();

        /// Whether the run has the hashes of its contents in their place.
        default boolean isBare() {
            return false;
        }

        /// Written by [kith.log.RunCodec] with the sender's numbers. What was packed is unpacked at
        /// each call, and may be [Malformed].
        Bytes run();

        /// What it takes of the credit: the bytes of a frame with the run as it is.
        int costBytes();
    }

    /// The run as it is. `isBare`: it has no contents, only their hashes.
    record Changes(int space, int chain, boolean isBare, @Nullable Bytes signature, Bytes run)
            implements Runs {
        static final int TYPE = 9;
        static final int BARE = 24;

        public Changes(int space, int chain, @Nullable Bytes signature, Bytes run) {
            this(space, chain, false, signature, run);
        }

        @Override
        public int costBytes() {
            return Fields.headBytes(space, chain, signature) + run.size();
        }

        @Override
        public void write(Writer out) {
            Fields.head(out.u8(isBare ? BARE : TYPE), space, chain, signature);
            out.bytes(run);
        }
    }

    /// The run in fewer bytes, since version 2: see [Packing].
    record Packed(int space, int chain, @Nullable Bytes signature, int runBytes, Bytes packed)
            implements Runs {
        static final int TYPE = 26;

        @Override
        public Bytes run() {
            return Packing.unpack(packed, runBytes);
        }

        @Override
        public int costBytes() {
            return Fields.headBytes(space, chain, signature) + runBytes;
        }

        @Override
        public void write(Writer out) {
            Fields.head(out.u8(TYPE), space, chain, signature);
            out.varint(runBytes).bytes(packed);
        }
    }

    /// "I took in that many bytes of changes: send as many more."
    record Credit(int bytes) implements SyncMessage {
        static final int TYPE = 10;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(bytes);
        }
    }

    /// Pieces of the hashes of a chain at some places: to find where two copies of it part.
    record Trace(int space, int chain, List<Mark> marks) implements SyncMessage {
        static final int TYPE = 11;

        /// The hash of change `seq`.
        public record Mark(int seq, Bytes hashPiece) {}

        public Trace {
            marks = List.copyOf(marks);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).varint(chain).varint(marks.size());
            for (Mark mark : marks) {
                out.varint(mark.seq()).bytes(mark.hashPiece());
            }
        }
    }

    /// What one author shows of itself for now; signed by it, passed on, never stored.
    record Presence(int space, Bytes author, long epoch, long counter, Bytes cells, Bytes signature)
            implements SyncMessage {
        static final int TYPE = 128;
        private static final byte[] LABEL = Utf8.encode("kith/presence/1");

        /// What its author signs.
        public static Bytes message(Bytes space, long epoch, long counter, Bytes cells) {
            return new Writer(LABEL.length + space.size() + cells.size() + 18)
                    .bytes(LABEL, 0, LABEL.length)
                    .bytes(space)
                    .u64(epoch)
                    .varint(counter)
                    .bytes(cells)
                    .toBytes();
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(author).u64(epoch).varint(counter).sized(cells);
            out.bytes(signature);
        }
    }

    record Ping(long nonce) implements SyncMessage {
        static final int TYPE = 12;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(nonce);
        }
    }

    record Pong(long nonce) implements SyncMessage {
        static final int TYPE = 13;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(nonce);
        }
    }

    /// "What do you show at this path?" For comparing two peers; `ask` is echoed.
    record Ask(long ask, int space, Bytes path) implements SyncMessage {
        static final int TYPE = 129;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(ask).varint(space).sized(path);
        }
    }

    /// The digests of a cell's own slots and of its children, by name; an opaque body.
    record Digests(long ask, Bytes body) implements SyncMessage {
        static final int TYPE = 130;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(ask).sized(body);
        }
    }

    /// An optional message that is not about logs: one of another room's, which its reader knows,
    /// or of a later version, to be skipped.
    record Other(int type, Bytes body) implements SyncMessage {
        @Override
        public void write(Writer out) {
            out.u8(type).bytes(body);
        }
    }

    /// Reads one frame. A required type that is not known is [Malformed], with its number.
    static SyncMessage read(Reader in) {
        int type = in.u8();
        SyncMessage message =
                switch (type) {
                    case Hello.TYPE -> readHello(in);
                    case Facts.TYPE ->
                            new Facts(
                                    in.count(Integer.MAX_VALUE, "what it can"),
                                    in.string(DEVICE_BYTES_MAX, "device"),
                                    in.string(REGION_BYTES_MAX, "region"));
                    case Present.TYPE ->
                            new Present(in.bytes(32), in.sized(PROOF_BYTES_MAX, "proof"));
                    case Join.TYPE ->
                            new Join(in.bytes(32), in.sized(PROOF_BYTES_MAX, "admission"));
                    case Joined.TYPE ->
                            new Joined(in.bytes(32), in.sized(PROOF_BYTES_MAX, "proof"));
                    case Refused.TYPE -> readRefused(in);
                    case Space.TYPE ->
                            new Space(Fields.spaceNumber(in), in.bytes(32), in.bytes(32));
                    case Chain.TYPE -> readChain(in);
                    case Have.TYPE -> readHave(in);
                    case Changes.TYPE -> readChanges(in, false);
                    case Changes.BARE -> readChanges(in, true);
                    case Packed.TYPE -> readPacked(in);
                    case Credit.TYPE -> new Credit(in.count(Integer.MAX_VALUE, "credit"));
                    case Trace.TYPE -> readTrace(in);
                    case Ping.TYPE -> new Ping(in.varint());
                    case Pong.TYPE -> new Pong(in.varint());
                    case Presence.TYPE -> readPresence(in);
                    case Ask.TYPE ->
                            new Ask(
                                    in.varint(),
                                    Fields.spaceNumber(in),
                                    in.sized(PATH_BYTES_MAX, "path"));
                    case Digests.TYPE ->
                            new Digests(in.varint(), in.sized(DIGESTS_BYTES_MAX, "digests"));
                    default -> later(type, in);
                };
        in.expectEnd();
        return message;
    }

    private static SyncMessage later(int type, Reader in) {
        if (SketchMessage.has(type)) {
            return SketchMessage.read(type, in);
        }
        if (SnapshotMessage.has(type)) {
            return SnapshotMessage.read(type, in);
        }
        if (type < OPTIONAL) {
            throw new Malformed("required message of unknown type " + type);
        }
        return new Other(type, in.bytes(in.remaining()));
    }

    private static int seq(Reader in) {
        return in.count(SEQ_LAST, "sequence number");
    }

    private static long under63Bits(long value, String what) {
        if (value < 0) {
            throw new Malformed(what + " over 63 bits");
        }
        return value;
    }

    private static Hello readHello(Reader in) {
        int count = in.count(VERSIONS_MAX, "number of versions");
        var versions = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            versions.add(in.count(Integer.MAX_VALUE, "version"));
        }
        String agent = in.string(AGENT_BYTES_MAX, "agent");
        return new Hello(versions, agent, in.u64(), in.count(Integer.MAX_VALUE, "credit"));
    }

    private static Refused readRefused(Reader in) {
        int space = Fields.spaceNumber(in);
        String code = in.string(CODE_BYTES_MAX, "code");
        checkCode(code);
        return new Refused(space, code, in.string(REASON_BYTES_MAX, "detail"));
    }

    /// A code is shown in logs and in a terminal.
    private static void checkCode(String code) {
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                throw new Malformed("a code is in small letters, digits and hyphens");
            }
        }
    }

    private static Chain readChain(Reader in) {
        int space = Fields.spaceNumber(in);
        int number = Fields.chainNumber(in);
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = under63Bits(in.varint(), "incarnation");
        if (!in.flag()) {
            return new Chain(space, number, new ChainId(author, incarnation, Bytes.EMPTY), 0, 0);
        }
        Bytes branch = in.bytes(32);
        int parent = Fields.chainNumber(in);
        int seqLast = seq(in);
        return new Chain(space, number, new ChainId(author, incarnation, branch), parent, seqLast);
    }

    private static Have readHave(Reader in) {
        int space = Fields.spaceNumber(in);
        int kind = in.count(Have.Kind.BY_CODE.length - 1, "kind of have");
        int count = Fields.many(in, HAVE_MAX, 2 + HASH_PIECE_BYTES, "number of chains");
        var entries = new ArrayList<Have.Entry>(count);
        for (int i = 0; i < count; i++) {
            int chain = Fields.chainNumber(in);
            long packed = in.varint();
            if (packed < 0 || packed >>> 1 > SEQ_LAST) {
                throw new Malformed("sequence number over " + SEQ_LAST);
            }
            entries.add(
                    new Have.Entry(
                            chain,
                            (int) (packed >>> 1),
                            (packed & 1) == 1,
                            in.bytes(HASH_PIECE_BYTES)));
        }
        return new Have(space, Have.Kind.BY_CODE[kind], entries);
    }

    private static Changes readChanges(Reader in, boolean isBare) {
        int space = Fields.spaceNumber(in);
        int chain = Fields.chainNumber(in);
        Bytes signature = Fields.signature(in);
        return new Changes(space, chain, isBare, signature, in.bytes(in.remaining()));
    }

    private static Packed readPacked(Reader in) {
        int space = Fields.spaceNumber(in);
        int chain = Fields.chainNumber(in);
        Bytes signature = Fields.signature(in);
        int runBytes = in.count(Packing.RUN_BYTES_MAX, "bytes of a run");
        return new Packed(space, chain, signature, runBytes, in.bytes(in.remaining()));
    }

    private static Trace readTrace(Reader in) {
        int space = Fields.spaceNumber(in);
        int chain = Fields.chainNumber(in);
        int count = Fields.many(in, TRACE_MAX, 1 + HASH_PIECE_BYTES, "number of marks");
        var marks = new ArrayList<Trace.Mark>(count);
        for (int i = 0; i < count; i++) {
            marks.add(new Trace.Mark(seq(in), in.bytes(HASH_PIECE_BYTES)));
        }
        return new Trace(space, chain, marks);
    }

    private static Presence readPresence(Reader in) {
        int space = Fields.spaceNumber(in);
        Bytes author = in.bytes(32);
        long epoch = under63Bits(in.u64(), "epoch");
        long counter = under63Bits(in.varint(), "counter");
        Bytes cells = in.sized(EPHEMERAL_BYTES_MAX, "presence");
        return new Presence(space, author, epoch, counter, cells, in.bytes(64));
    }
}
