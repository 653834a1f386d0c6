package kith.replica.base;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Seen;
import org.jspecify.annotations.Nullable;

/// "I made the snapshot of this version, and this is its digest": what a member says in a change of
/// its own, signed so that it can also be shown to who has not that change yet.
///
/// ```
/// vouch   := before digest count tip* signature     before: 0 | 1 hash
/// tip     := chainId seq                            ascending: the version, as its newest changes
/// signed  := "kith/vouch/1" space sha256(before digest count tip*)
/// ```
public record Vouch(Bytes before, Bytes digest, List<Tip> version, Bytes signature) {
    /// What an operation that carries one begins with.
    private static final byte[] LABEL = Utf8.encode("kith/vouch/1");

    /// The changes that a version is named by: with their names in 8 KiB. Guess: more authors than
    /// write at one moment without hearing of each other.
    public static final int TIPS_MAX = 64;

    /// One of the newest changes of a version.
    public record Tip(ChainId chain, int seq) {}

    /// A vouch and who gave it.
    public record By(Bytes author, Vouch vouch) {
        public void write(Writer out) {
            out.bytes(author);
            vouch.write(out);
        }

        public static By read(Reader in) {
            return new By(in.bytes(ChainId.AUTHOR_BYTES), Vouch.read(in));
        }
    }

    public Vouch {
        version = List.copyOf(version);
    }

    /// Whether it says the same of the same version.
    public boolean agrees(Vouch other) {
        return digest.equals(other.digest)
                && before.equals(other.before)
                && version.equals(other.version);
    }

    /// Whether both are about the same snapshot, whatever they found it to be.
    public boolean isOfSame(Vouch other) {
        return before.equals(other.before) && version.equals(other.version);
    }

    /// Its version, by the numbers of chains here; empty when not all of it is here.
    public List<Place> places(ChangeGraph graph) {
        var places = new ArrayList<Place>();
        for (Tip tip : version) {
            int chain = graph.number(tip.chain());
            int holder = chain < 0 ? -1 : graph.resolve(chain, tip.seq());
            if (holder < 0 || graph.last(holder) < tip.seq()) {
                return List.of();
            }
            places.add(new Place(holder, tip.seq()));
        }
        return places;
    }

    /// Whether a version of here has all of this one; not when that cannot be known.
    public boolean isIn(List<Place> other, ChangeGraph graph) {
        List<Place> ours = places(graph);
        Seen seen = graph.seenFrom(other);
        for (Place place : ours) {
            if (seen.upTo(place.chain()) < place.seq()) {
                return false;
            }
        }
        return !ours.isEmpty() || version.isEmpty();
    }

    /// What its author signs.
    public Bytes message(Bytes space, Hasher hasher) {
        var said = new Writer(128);
        writeSaid(said);
        Bytes hash = hasher.sha256(said.shared(), 0, said.size());
        return new Writer(96).bytes(LABEL, 0, LABEL.length).bytes(space).bytes(hash).toBytes();
    }

    public Vouch signed(Bytes by) {
        return new Vouch(before, digest, version, by);
    }

    private void writeSaid(Writer out) {
        out.flag(before.size() > 0).bytes(before).bytes(digest).varint(version.size());
        for (Tip tip : version) {
            tip.chain().write(out);
            out.varint(tip.seq());
        }
    }

    public void write(Writer out) {
        writeSaid(out);
        out.bytes(signature);
    }

    public static Vouch read(Reader in) {
        Bytes before = in.flag() ? in.bytes(Hasher.HASH_BYTES) : Bytes.EMPTY;
        Bytes digest = in.bytes(Hasher.HASH_BYTES);
        int count = in.count(TIPS_MAX, "changes of a version");
        var version = new ArrayList<Tip>();
        for (int i = 0; i < count; i++) {
            ChainId chain = ChainId.read(in);
            int seq = in.count(Integer.MAX_VALUE - 1, "sequence number");
            if (seq == 0 || i > 0 && version.getLast().chain().compareTo(chain) >= 0) {
                throw new Malformed("a version out of order before " + in.position());
            }
            version.add(new Tip(chain, seq));
        }
        return new Vouch(before, digest, version, in.bytes(Head.SIGNATURE_BYTES));
    }

    /// The operation that carries it.
    public Op toOp() {
        var out = new Writer(256).bytes(LABEL, 0, LABEL.length);
        write(out);
        return new Op.Notice(out.toBytes());
    }

    /// The vouch that a change carries, as its first operation; null for all but a few.
    public static @Nullable Vouch in(Change change) {
        Bytes content = change.content();
        if (content.size() < LABEL.length || !Content.isNotice(content)) {
            return null;
        }
        try {
            return of(Content.read(content).getFirst());
        } catch (Malformed nonsense) {
            return null;
        }
    }

    /// The vouch that an operation carries; null when it carries none, or nonsense.
    public static @Nullable Vouch of(Op op) {
        if (!(op instanceof Op.Notice(Bytes bytes)) || bytes.size() < LABEL.length) {
            return null;
        }
        try {
            var in = new Reader(bytes);
            if (!in.bytes(LABEL.length).equals(Bytes.wrap(LABEL))) {
                return null;
            }
            Vouch vouch = read(in);
            in.expectEnd();
            return vouch;
        } catch (Malformed nonsense) {
            return null;
        }
    }
}
