package kith.identity;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// A fact about a board from which membership follows; it travels as an operation in a change.
///
/// A founding and an admission are signed themselves, because they must convince somebody who has
/// no log: a newcomer shows them as a [Proof]. A revocation and a removal are not: they are the
/// word of the author of the change that carries them, whose chain is signed.
public sealed interface BoardRecord {
    /// The signatures that must be found good before the record is believed.
    List<Check> checks(Hasher hasher);

    /// What the record holds, without the tag that says which it is.
    void writeFields(Writer out);

    /// The tag and the fields.
    default void write(Writer out) {
        out.u8(
                switch (this) {
                    case Founding f -> Founding.TAG;
                    case Admission a -> Admission.TAG;
                    case Revocation r -> Revocation.TAG;
                    case Removal r -> Removal.TAG;
                    case RemovalPart p -> RemovalPart.TAG;
                });
        writeFields(out);
    }

    static BoardRecord read(Reader in) {
        int tag = in.u8();
        return switch (tag) {
            case Founding.TAG -> Founding.readFields(in);
            case Admission.TAG -> Admission.readFields(in);
            case Revocation.TAG -> Revocation.readFields(in);
            case Removal.TAG -> Removal.readFields(in);
            case RemovalPart.TAG -> RemovalPart.readFields(in);
            default -> throw new Malformed("board record of kind " + tag + ", expected 1 to 5");
        };
    }

    /// The beginning of a board, signed by its founder. Its hash is the board's id, so nobody can
    /// found the same board twice with other rules; the nonce lets one founder found several with
    /// one name in one millisecond.
    record Founding(
            Bytes nonce,
            PeerId founder,
            String name,
            long timeMillis,
            BoardRules rules,
            Bytes signature)
            implements BoardRecord {

        public static final int VERSION = 1;
        public static final int NONCE_BYTES = 16;

        /// As long as a line on a screen: people read it.
        public static final int NAME_BYTES_MAX = 64;

        static final int TAG = 1;

        public Founding {
            if (nonce.size() != NONCE_BYTES) {
                throw new Malformed(
                        "a founding nonce has " + nonce.size() + " bytes, expected " + NONCE_BYTES);
            }
            requireName(name);
            Invitation.requireMillis(timeMillis, "the founding");
            Check.requireSignature(signature, "the signature of a founding");
        }

        public static Founding unsigned(
                Bytes nonce, PeerId founder, String name, long timeMillis, BoardRules rules) {
            return new Founding(nonce, founder, name, timeMillis, rules, Check.UNSIGNED);
        }

        public Founding signed(Bytes signature) {
            return new Founding(nonce, founder, name, timeMillis, rules, signature);
        }

        /// What the founder signs.
        public Bytes message() {
            return writeClaim(Domain.FOUNDING.begin()).toBytes();
        }

        public Check check() {
            return new Check(founder, message(), signature);
        }

        @Override
        public List<Check> checks(Hasher hasher) {
            return List.of(check());
        }

        public BoardId board(Hasher hasher) {
            var out = writeClaim(Domain.BOARD.begin()).bytes(signature);
            return new BoardId(Domain.hash(out, hasher));
        }

        @Override
        public void writeFields(Writer out) {
            writeClaim(out).bytes(signature);
        }

        private Writer writeClaim(Writer out) {
            out.u8(VERSION).bytes(nonce);
            founder.write(out);
            out.string(name).varint(timeMillis);
            rules.write(out);
            return out;
        }

        static Founding readFields(Reader in) {
            int version = in.u8();
            if (version != VERSION) {
                throw new Malformed(
                        "a founding record of version "
                                + version
                                + "; this program reads version "
                                + VERSION);
            }
            return new Founding(
                    in.bytes(NONCE_BYTES),
                    PeerId.read(in),
                    in.string(NAME_BYTES_MAX, "a board name"),
                    in.varint(),
                    BoardRules.read(in),
                    in.bytes(Check.SIGNATURE_BYTES));
        }

        /// 1 to 64 bytes without control characters: it is shown, and typed behind an `@`.
        static void requireName(String name) {
            int size = Utf8.size(name);
            if (size == 0 || size > NAME_BYTES_MAX) {
                throw new Malformed(
                        "a board name has " + size + " bytes, expected 1 to " + NAME_BYTES_MAX);
            }
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) < ' ' || name.charAt(i) == 0x7f) {
                    throw new Malformed(
                            "a board name has the control character "
                                    + (int) name.charAt(i)
                                    + " in it: use printable characters only");
                }
            }
        }
    }

    /// Somebody came in: the whole invitation, the key that came, and two signatures. The one by
    /// the invite key says that the holder of the link brought this key; the one by the member says
    /// that it wants to be here.
    ///
    /// It is hosted, put into a change, by the member who let the newcomer in. Anybody may host it
    /// again: it is one admission, and it takes one use of the invitation.
    record Admission(
            Invitation invitation,
            PeerId member,
            long timeMillis,
            Bytes inviteSignature,
            Bytes consent)
            implements BoardRecord {

        static final int TAG = 2;

        public Admission {
            Invitation.requireMillis(timeMillis, "an admission");
            Check.requireSignature(inviteSignature, "the invite key's signature");
            Check.requireSignature(consent, "the consent of a member");
        }

        public static Admission unsigned(Invitation invitation, PeerId member, long timeMillis) {
            return new Admission(invitation, member, timeMillis, Check.UNSIGNED, Check.UNSIGNED);
        }

        public Admission signed(Bytes inviteSignature, Bytes consent) {
            return new Admission(invitation, member, timeMillis, inviteSignature, consent);
        }

        /// What the invite key signs: board, invitation, member.
        public Bytes inviteMessage(Hasher hasher) {
            return writeClaim(Domain.ADMISSION.begin(), hasher).toBytes();
        }

        /// What the member signs: the same and its time.
        public Bytes consentMessage(Hasher hasher) {
            return writeClaim(Domain.CONSENT.begin(), hasher).varint(timeMillis).toBytes();
        }

        /// Three checks: the inviter's, the invite key's, the member's.
        @Override
        public List<Check> checks(Hasher hasher) {
            return List.of(
                    invitation.check(),
                    new Check(invitation.inviteKey(), inviteMessage(hasher), inviteSignature),
                    new Check(member, consentMessage(hasher), consent));
        }

        private Writer writeClaim(Writer out, Hasher hasher) {
            invitation.board().write(out);
            out.bytes(invitation.id(hasher));
            member.write(out);
            return out;
        }

        public Bytes id(Hasher hasher) {
            var out = Domain.ADMISSION_ID.begin();
            writeFields(out);
            return Domain.hash(out, hasher);
        }

        @Override
        public void writeFields(Writer out) {
            invitation.write(out);
            member.write(out);
            out.varint(timeMillis).bytes(inviteSignature).bytes(consent);
        }

        static Admission readFields(Reader in) {
            return new Admission(
                    Invitation.read(in),
                    PeerId.read(in),
                    in.varint(),
                    in.bytes(Check.SIGNATURE_BYTES),
                    in.bytes(Check.SIGNATURE_BYTES));
        }
    }

    /// An invitation is withdrawn. Whoever came in by it and had been seen by the revoker stays;
    /// whoever comes in later, or came in unseen, does not count.
    record Revocation(BoardId board, Bytes invitation, PeerId by) implements BoardRecord {
        static final int TAG = 3;

        public Revocation {
            PeerId.require32(invitation, "an invitation id");
        }

        @Override
        public List<Check> checks(Hasher hasher) {
            return List.of();
        }

        @Override
        public void writeFields(Writer out) {
            board.write(out);
            out.bytes(invitation);
            by.write(out);
        }

        static Revocation readFields(Reader in) {
            return new Revocation(BoardId.read(in), in.bytes(Hasher.HASH_BYTES), PeerId.read(in));
        }
    }

    /// A member is put out, or leaves when it is the author itself: for each space that the author
    /// holds, how far the chains of the removed one are accepted. What does not fit stands in
    /// [parts][RemovalPart] before it.
    ///
    /// @param spaces by ascending space id; one that neither this nor a part lists is not decided
    ///     by this removal
    record Removal(BoardId board, PeerId removed, List<SpaceBounds> spaces) implements BoardRecord {

        /// What needs more is several records, see [#records].
        public static final int SPACES_MAX = 1_024;

        /// In all spaces together; keeps a record below 256 KiB.
        public static final int CHAINS_MAX = 4_096;

        /// How many parts before a removal are heeded: more chains than a space can have. What is
        /// left over is for removals that follow.
        public static final int PARTS_MAX = 64;

        static final int TAG = 4;

        /// What is accepted in one space: nothing when there are no chains.
        public record SpaceBounds(SpaceId space, List<ChainBound> chains) {
            public SpaceBounds {
                chains = List.copyOf(chains);
                for (int i = 1; i < chains.size(); i++) {
                    if (chains.get(i - 1).compareTo(chains.get(i)) >= 0) {
                        throw new Malformed("chain bounds out of order in space " + space);
                    }
                }
            }
        }

        /// One chain is accepted up to the change with this sequence number and header hash, and
        /// everything before it on the same branch.
        public record ChainBound(long incarnation, int seq, Bytes hash)
                implements Comparable<ChainBound> {
            public ChainBound {
                if (incarnation < 0 || seq < 1) {
                    throw new Malformed(
                            "no chain bound: incarnation " + incarnation + ", seq " + seq);
                }
                PeerId.require32(hash, "a header hash");
            }

            @Override
            public int compareTo(ChainBound other) {
                if (incarnation != other.incarnation) {
                    return Long.compare(incarnation, other.incarnation);
                }
                return seq != other.seq
                        ? Integer.compare(seq, other.seq)
                        : hash.compareTo(other.hash);
            }

            /// Those of one incarnation among some that ascend.
            public static List<ChainBound> of(List<ChainBound> bounds, long incarnation) {
                int from = firstFrom(bounds, incarnation);
                int to = from;
                while (to < bounds.size() && bounds.get(to).incarnation == incarnation) {
                    to++;
                }
                return bounds.subList(from, to);
            }

            private static int firstFrom(List<ChainBound> bounds, long incarnation) {
                int low = 0;
                int high = bounds.size();
                while (low < high) {
                    int middle = (low + high) >>> 1;
                    if (bounds.get(middle).incarnation < incarnation) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                return low;
            }
        }

        public Removal {
            spaces = bounded(spaces);
        }

        /// A removal with its parts before it, in the order in which they are to be written. They
        /// hold the first of `spaces`, and of the others as many as one removal can.
        public static List<BoardRecord> records(
                BoardId board, PeerId removed, List<SpaceBounds> spaces) {
            var pages = new ArrayList<List<SpaceBounds>>();
            pages.add(new ArrayList<>());
            int room = CHAINS_MAX;
            for (int i = 0; i < spaces.size(); i++) {
                var bounds = spaces.get(i);
                int most = bounds.chains.size() / CHAINS_MAX + 1;
                if (i > 0 && pages.size() + most > PARTS_MAX + 1) {
                    break;
                }
                room = add(pages, room, bounds);
            }
            var records = new ArrayList<BoardRecord>();
            for (var page : pages) {
                page.sort((one, other) -> one.space.compareTo(other.space));
                records.add(new RemovalPart(board, removed, page));
            }
            records.set(pages.size() - 1, new Removal(board, removed, pages.getLast()));
            return records;
        }

        /// Puts a space on the last page, and on as many more as it takes. `room`: for so many
        /// chains there is room on the last; and what is left of it then.
        private static int add(List<List<SpaceBounds>> pages, int room, SpaceBounds bounds) {
            int left = room;
            int from = 0;
            do {
                if (pages.getLast().size() == SPACES_MAX || left == 0) {
                    pages.add(new ArrayList<>());
                    left = CHAINS_MAX;
                }
                int to = Math.min(bounds.chains.size(), from + left);
                var chains = bounds.chains.subList(from, to);
                pages.getLast().add(new SpaceBounds(bounds.space, chains));
                left -= to - from;
                from = to;
            } while (from < bounds.chains.size());
            return left;
        }

        private static List<SpaceBounds> bounded(List<SpaceBounds> listed) {
            var spaces = List.copyOf(listed);
            if (spaces.size() > SPACES_MAX) {
                throw new Malformed(
                        "a removal lists " + spaces.size() + " spaces, at most " + SPACES_MAX);
            }
            int chains = 0;
            for (int i = 0; i < spaces.size(); i++) {
                chains += spaces.get(i).chains.size();
                if (i > 0 && spaces.get(i - 1).space.compareTo(spaces.get(i).space) >= 0) {
                    throw new Malformed("spaces out of order: " + spaces.get(i).space);
                }
            }
            if (chains > CHAINS_MAX) {
                throw new Malformed("a removal lists " + chains + " chains, at most " + CHAINS_MAX);
            }
            return spaces;
        }

        @Override
        public List<Check> checks(Hasher hasher) {
            return List.of();
        }

        @Override
        public void writeFields(Writer out) {
            board.write(out);
            removed.write(out);
            writeSpaces(out, spaces);
        }

        private static void writeSpaces(Writer out, List<SpaceBounds> spaces) {
            out.varint(spaces.size());
            for (var bounds : spaces) {
                bounds.space.write(out);
                out.varint(bounds.chains.size());
                for (var chain : bounds.chains) {
                    out.varint(chain.incarnation).varint(chain.seq).bytes(chain.hash);
                }
            }
        }

        static Removal readFields(Reader in) {
            return new Removal(BoardId.read(in), PeerId.read(in), readSpaces(in));
        }

        private static List<SpaceBounds> readSpaces(Reader in) {
            int count = in.count(SPACES_MAX, "number of spaces in a removal");
            var spaces = new ArrayList<SpaceBounds>();
            int left = CHAINS_MAX;
            for (int i = 0; i < count; i++) {
                var space = SpaceId.read(in);
                int chainCount = in.count(left, "number of chains in a removal");
                left -= chainCount;
                spaces.add(new SpaceBounds(space, readChains(in, chainCount)));
            }
            return spaces;
        }

        private static List<ChainBound> readChains(Reader in, int count) {
            var chains = new ArrayList<ChainBound>();
            for (int i = 0; i < count; i++) {
                chains.add(
                        new ChainBound(
                                in.varint(),
                                in.count(Integer.MAX_VALUE, "sequence number"),
                                in.bytes(Hasher.HASH_BYTES)));
            }
            return chains;
        }
    }

    /// More of what a removal accepts than one record can hold. By itself it says nothing: it
    /// belongs to every removal of that peer by the same author that comes after it, for which
    /// it is as if all were one.
    record RemovalPart(BoardId board, PeerId removed, List<Removal.SpaceBounds> spaces)
            implements BoardRecord {

        static final int TAG = 5;

        public RemovalPart {
            spaces = Removal.bounded(spaces);
        }

        @Override
        public List<Check> checks(Hasher hasher) {
            return List.of();
        }

        @Override
        public void writeFields(Writer out) {
            board.write(out);
            removed.write(out);
            Removal.writeSpaces(out, spaces);
        }

        static RemovalPart readFields(Reader in) {
            return new RemovalPart(BoardId.read(in), PeerId.read(in), Removal.readSpaces(in));
        }
    }
}
