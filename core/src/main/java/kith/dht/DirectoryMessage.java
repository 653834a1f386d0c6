package kith.dht;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What peers say to look something up. All of it is optional, since version 3 of the protocol. See
/// `docs/protocol/directory.md`.
public sealed interface DirectoryMessage extends Message {
    /// The first version of the protocol that has these.
    int VERSION_MIN = 3;

    /// How often something is passed on, on its way and on all detours together. Guess: ten times
    /// a way that was measured.
    int HOPS_MAX = 48;

    /// How long somebody may be waited for. As long as a look-up takes at most.
    int BUDGET_MILLIS_MAX = 10_000;

    /// In one answer: 16 KB.
    int RECORDS_MAX = 16;

    int PEERS_MAX = 16;

    /// As in the link of an invitation.
    int ADDRESS_BYTES_MAX = 259;

    BoardId board();

    /// What is looked for; an answer has that of its question. It names nobody.
    long nonce();

    /// What is wanted from those who are near a place.
    enum Wish {
        /// The records of that place.
        RECORDS(0),
        /// Who is near.
        PEERS(1),
        /// That they keep a record.
        KEEP(2);

        private static final Wish[] BY_CODE = {RECORDS, PEERS, KEEP};

        private final int code;

        Wish(int code) {
            this.code = code;
        }

        private static Wish read(Reader in) {
            int code = in.u8();
            if (code >= BY_CODE.length) {
                throw new Malformed("a wish of kind " + code);
            }
            return BY_CODE[code];
        }
    }

    /// "Pass this on towards that place, and the answers back."
    ///
    /// @param wanted how many answers; 0: one is enough that somebody on the way remembers
    /// @param hops how often it may still be passed on, by all behind the sender together; 0: it is
    ///     for the receiver itself
    /// @param budgetMillis for how long its sender waits
    /// @param traced whether the answer is to say by whom it was passed on
    /// @param record what is to be kept, or null for the other wishes
    record Seek(
            BoardId board,
            long nonce,
            Place place,
            Wish wish,
            int wanted,
            int hops,
            int budgetMillis,
            boolean traced,
            @Nullable DirectoryRecord record)
            implements DirectoryMessage {
        static final int TYPE = 0x98;

        public Seek {
            if ((wish == Wish.KEEP) != (record != null)) {
                throw new IllegalArgumentException("something to keep, or a question");
            }
        }

        /// The same, as it is passed on.
        Seek with(int wanted, int hops, int budgetMillis) {
            return new Seek(board, nonce, place, wish, wanted, hops, budgetMillis, traced, record);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(nonce).bytes(place.hash()).u8(wish.code).u8(wanted).u8(hops);
            out.varint(budgetMillis).flag(traced);
            if (record != null) {
                record.write(out);
            }
        }
    }

    /// What one who is near that place says to it, signed by it, so that nobody on the way can have
    /// made it up or kept it from another time.
    ///
    /// @param by who says so
    /// @param hops by whom the question was passed on, the last first; only when that was wanted
    record Answer(
            BoardId board,
            long nonce,
            PeerId by,
            List<DirectoryRecord> records,
            List<Near> peers,
            Bytes signature,
            List<Hop> hops)
            implements DirectoryMessage {
        static final int TYPE = 0x99;

        public Answer {
            records = List.copyOf(records);
            peers = List.copyOf(peers);
            hops = List.copyOf(hops);
        }

        public Answer signed(Bytes by) {
            return new Answer(board, nonce, this.by, records, peers, by, hops);
        }

        /// As it is passed on there.
        Answer over(Hop hop) {
            var more = new ArrayList<>(hops);
            if (more.size() < HOPS_MAX) {
                more.add(hop);
            }
            return new Answer(board, nonce, by, records, peers, signature, more);
        }

        /// What is signed. Records are named by their signatures, which cover the rest of them.
        public Bytes message(Place place) {
            Writer out = Label.ANSWER.begin();
            board.write(out);
            out.u64(nonce).bytes(place.hash()).varint(records.size());
            for (DirectoryRecord one : records) {
                out.bytes(one.signature());
            }
            writePeers(out);
            return out.toBytes();
        }

        /// That it is from who it says, and each record from its author.
        List<Check> checks(Place place) {
            var checks = new ArrayList<Check>();
            checks.add(new Check(by, message(place), signature));
            for (DirectoryRecord one : records) {
                checks.add(one.check());
            }
            return checks;
        }

        private Writer writePeers(Writer out) {
            out.varint(peers.size());
            for (Near one : peers) {
                one.peer().write(out);
                out.string(one.address());
            }
            return out;
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            by.write(out.u64(nonce));
            out.varint(records.size());
            for (DirectoryRecord one : records) {
                one.write(out);
            }
            writePeers(out).bytes(signature).varint(hops.size());
            for (Hop hop : hops) {
                hop.peer().write(out);
                out.varint(hop.millis());
            }
        }
    }

    /// Somebody who is near a place.
    ///
    /// @param address where it can be dialled; empty when that is not known
    record Near(PeerId peer, String address) {}

    /// Somebody who passed on a question and the answer to it.
    ///
    /// @param millis how long it waited for the answer, as it says
    record Hop(PeerId peer, int millis) {
        static Hop after(PeerId peer, long nanos) {
            return new Hop(peer, Math.clamp(nanos / Now.MILLI, 0, BUDGET_MILLIS_MAX));
        }
    }

    /// No answer, or no more of them, will come this way.
    ///
    /// @param hops how often it may still be passed on, of what the question said
    record NoWay(BoardId board, long nonce, int hops) implements DirectoryMessage {
        static final int TYPE = 0x9a;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(nonce).u8(hops);
        }
    }

    /// Whether a message of that type is one of these.
    static boolean has(int type) {
        return type >= Seek.TYPE && type <= NoWay.TYPE;
    }

    /// Reads what follows on the type.
    static DirectoryMessage read(int type, Reader in) {
        DirectoryMessage message =
                switch (type) {
                    case Seek.TYPE -> readSeek(in);
                    case Answer.TYPE -> readAnswer(in);
                    case NoWay.TYPE -> readNoWay(in);
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    private static NoWay readNoWay(Reader in) {
        return new NoWay(BoardId.read(in), in.u64(), in.count(HOPS_MAX, "hops left"));
    }

    private static Seek readSeek(Reader in) {
        BoardId board = BoardId.read(in);
        long nonce = in.u64();
        Place place = Place.of(in.bytes(PeerId.SIZE_BYTES));
        Wish wish = Wish.read(in);
        int wanted = in.count(DirectoryRules.REPLICAS_MAX, "answers wanted");
        int hops = in.count(HOPS_MAX, "hops left");
        int budget = in.count(BUDGET_MILLIS_MAX, "milliseconds left");
        boolean traced = in.flag();
        DirectoryRecord record = wish == Wish.KEEP ? DirectoryRecord.read(board, in) : null;
        return new Seek(board, nonce, place, wish, wanted, hops, budget, traced, record);
    }

    private static Answer readAnswer(Reader in) {
        BoardId board = BoardId.read(in);
        long nonce = in.u64();
        PeerId by = PeerId.read(in);
        var records = new ArrayList<DirectoryRecord>();
        for (int left = in.count(RECORDS_MAX, "records"); left > 0; left--) {
            records.add(DirectoryRecord.read(board, in));
        }
        var peers = new ArrayList<Near>();
        for (int left = in.count(PEERS_MAX, "peers"); left > 0; left--) {
            peers.add(new Near(PeerId.read(in), in.string(ADDRESS_BYTES_MAX, "an address")));
        }
        Bytes signature = in.bytes(Check.SIGNATURE_BYTES);
        var hops = new ArrayList<Hop>();
        for (int left = in.count(HOPS_MAX, "hops"); left > 0; left--) {
            PeerId hop = PeerId.read(in);
            hops.add(new Hop(hop, in.count(BUDGET_MILLIS_MAX, "milliseconds")));
        }
        return new Answer(board, nonce, by, records, peers, signature, hops);
    }
}
