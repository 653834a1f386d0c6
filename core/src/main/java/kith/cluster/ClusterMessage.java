package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What members of a board tell each other so that they form clusters. All of it is optional: who
/// does not know it skips it. See `docs/protocol/cluster.md`.
public sealed interface ClusterMessage extends Message {
    /// Cards in one message. Guess: the nearest, and some more for who looks for one.
    int CARDS_MAX = 8;

    /// Things in one batch, and the bytes of one. Guess: a window's worth of changes.
    int ITEMS_MAX = 256;

    int ITEM_BYTES_MAX = 1 << 16;

    /// Of all of a batch: half of what a link takes as one message.
    int BATCH_BYTES_MAX = 1 << 19;

    BoardId board();

    /// "I am here", what its sender wants, and some clusters that it knows of.
    record Place(BoardId board, Wish wish, Coordinate at, String region, List<Card> cards)
            implements ClusterMessage {
        static final int TYPE = 0x90;

        public Place {
            cards = List.copyOf(cards);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            at.write(out.u8(wish.code));
            out.string(region).varint(cards.size());
            cards.forEach(card -> card.write(out));
        }
    }

    /// What somebody wants who tells its place.
    enum Wish {
        NOTHING(0),
        /// To hear of clusters.
        CARDS(1),
        /// To belong to the cluster that the receiver leads.
        JOIN(2),
        /// To belong to it no longer.
        LEAVE(3),
        /// To be its guest: to be counted there, without a vote.
        GUEST(4);

        private static final Wish[] BY_CODE = {NOTHING, CARDS, JOIN, LEAVE, GUEST};

        private final int code;

        Wish(int code) {
            this.code = code;
        }
    }

    /// Who belongs to a cluster, as a change since a version; since 0 it is all of them. To
    /// somebody who belongs to another one of the sender's: from now on to this one.
    record Roster(
            BoardId board,
            long cluster,
            long epoch,
            long since,
            long version,
            List<PeerId> gone,
            List<PeerId> come)
            implements ClusterMessage {
        static final int TYPE = 0x91;

        public Roster {
            gone = List.copyOf(gone);
            come = List.copyOf(come);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(cluster).varint(epoch).varint(since).varint(version).varint(gone.size());
            gone.forEach(peer -> peer.write(out));
            out.varint(come.size());
            come.forEach(peer -> peer.write(out));
        }
    }

    /// What members have measured of each other.
    record Measured(BoardId board, List<Opinion> opinions) implements ClusterMessage {
        static final int TYPE = 0x92;

        public Measured {
            opinions = List.copyOf(opinions);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.varint(opinions.size());
            opinions.forEach(opinion -> opinion.write(out));
        }
    }

    /// "I lead this cluster, for a lease from now on", and the version of its roster.
    record Claim(BoardId board, long cluster, long epoch, long number, long version)
            implements ClusterMessage {
        static final int TYPE = 0x93;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(cluster).varint(epoch).varint(number).varint(version);
        }

        /// `newest`: the newest epoch that its receiver knows. `has`: the version that it has.
        Answered answered(Answer answer, long newest, long has, Coordinate at) {
            return new Answered(board, cluster, answer, newest, number, has, at);
        }
    }

    /// What a member says to a claim.
    ///
    /// @param epoch the newest that it knows
    /// @param version of the roster that it has
    record Answered(
            BoardId board,
            long cluster,
            Answer answer,
            long epoch,
            long number,
            long version,
            Coordinate at)
            implements ClusterMessage {
        static final int TYPE = 0x94;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(cluster).u8(answer.code).varint(epoch).varint(number).varint(version);
            at.write(out);
        }
    }

    /// What is said to a claim.
    enum Answer {
        ACCEPTED(0),
        /// Another one leads, or it is another one's turn.
        REFUSED(1),
        /// The receiver of the claim does not belong to that cluster.
        ELSEWHERE(2);

        private static final Answer[] BY_CODE = {ACCEPTED, REFUSED, ELSEWHERE};

        private final int code;

        Answer(int code) {
            this.code = code;
        }
    }

    /// What numbers are together: of a member, told to its leader, or of a cluster, told to other
    /// leaders. All that there are: what is not named is no more.
    ///
    /// @param number a later one of the same source under the same epoch has a larger one
    record Report(BoardId board, Of of, long cluster, long epoch, long number, List<Figure> figures)
            implements ClusterMessage {
        static final int TYPE = 0x95;

        public Report {
            figures = List.copyOf(figures);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u8(of.code).u64(cluster).varint(epoch).varint(number);
            Figure.write(figures, out);
        }
    }

    /// What a report is about.
    enum Of {
        MEMBER(0),
        CLUSTER(1);

        private static final Of[] BY_CODE = {MEMBER, CLUSTER};

        private final int code;

        Of(int code) {
            this.code = code;
        }
    }

    /// What the numbers of a cluster and of all are together, as a leader tells it to its members.
    record Summed(BoardId board, long cluster, long epoch, long number, List<Figure.Sum> sums)
            implements ClusterMessage {
        static final int TYPE = 0x9f; // the ones between are of the directory

        public Summed {
            sums = List.copyOf(sums);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u64(cluster).varint(epoch).varint(number).varint(sums.size());
            for (Figure.Sum sum : sums) {
                sum.cluster().write(out.string(sum.name()));
                sum.board().write(out);
            }
        }
    }

    /// Things for others: from a member to its leader, from there to other leaders, and from those
    /// to members.
    record Batch(BoardId board, Way way, List<Bytes> items) implements ClusterMessage {
        static final int TYPE = 0x96;

        public Batch {
            items = List.copyOf(items);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u8(way.code).varint(items.size());
            items.forEach(out::sized);
        }
    }

    /// Where a batch goes.
    enum Way {
        /// To the leader, for all.
        UP(0),
        /// To the leader, for this cluster alone.
        UP_NEAR(1),
        /// To another leader.
        ACROSS(2),
        /// To a member.
        DOWN(3);

        private static final Way[] BY_CODE = {UP, UP_NEAR, ACROSS, DOWN};

        private final int code;

        Way(int code) {
            this.code = code;
        }
    }

    static boolean has(int type) {
        return type >= Place.TYPE && type <= Batch.TYPE || type == Summed.TYPE;
    }

    /// Reads what follows on the type.
    static ClusterMessage read(int type, Reader in) {
        BoardId board = BoardId.read(in);
        ClusterMessage message =
                switch (type) {
                    case Place.TYPE -> readPlace(board, in);
                    case Roster.TYPE -> readRoster(board, in);
                    case Measured.TYPE -> new Measured(board, opinions(in));
                    case Claim.TYPE ->
                            new Claim(board, in.u64(), number(in), number(in), number(in));
                    case Answered.TYPE -> readAnswered(board, in);
                    case Report.TYPE -> readReport(board, in);
                    case Batch.TYPE -> readBatch(board, in);
                    case Summed.TYPE -> readSummed(board, in);
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    static long number(Reader in) {
        long number = in.varint();
        if (number < 0) {
            throw new Malformed("number over 63 bits");
        }
        return number;
    }

    private static <T> T choice(T[] byCode, Reader in, String what) {
        return byCode[in.count(byCode.length - 1, what)];
    }

    private static Place readPlace(BoardId board, Reader in) {
        Wish wish = choice(Wish.BY_CODE, in, "a wish");
        Coordinate at = Coordinate.read(in);
        String region = in.string(Clusters.REGION_BYTES_MAX, "a region");
        int count = in.count(CARDS_MAX, "number of cards");
        var cards = new ArrayList<Card>();
        for (int i = 0; i < count; i++) {
            cards.add(Card.read(in));
        }
        return new Place(board, wish, at, region, cards);
    }

    private static Roster readRoster(BoardId board, Reader in) {
        long cluster = in.u64();
        long epoch = number(in);
        long since = number(in);
        long version = number(in);
        return new Roster(board, cluster, epoch, since, version, peers(in), peers(in));
    }

    private static List<PeerId> peers(Reader in) {
        int count = in.count(Clusters.SIZE_MAX, "number of members");
        var peers = new ArrayList<PeerId>();
        for (int i = 0; i < count; i++) {
            peers.add(PeerId.read(in));
        }
        return peers;
    }

    private static List<Opinion> opinions(Reader in) {
        int count = in.count(Clusters.SIZE_MAX, "number of opinions");
        var opinions = new ArrayList<Opinion>();
        for (int i = 0; i < count; i++) {
            opinions.add(Opinion.read(in));
        }
        return opinions;
    }

    private static Answered readAnswered(BoardId board, Reader in) {
        long cluster = in.u64();
        Answer answer = choice(Answer.BY_CODE, in, "an answer");
        long epoch = number(in);
        long number = number(in);
        long version = number(in);
        return new Answered(board, cluster, answer, epoch, number, version, Coordinate.read(in));
    }

    private static Report readReport(BoardId board, Reader in) {
        Of of = choice(Of.BY_CODE, in, "a report");
        long cluster = in.u64();
        long epoch = number(in);
        long number = number(in);
        List<Figure> figures = Figure.read(in, of == Of.MEMBER);
        return new Report(board, of, cluster, epoch, number, figures);
    }

    private static Summed readSummed(BoardId board, Reader in) {
        long cluster = in.u64();
        long epoch = number(in);
        long number = number(in);
        int count = in.count(Figure.NAMES_MAX, "number of sums");
        var sums = new ArrayList<Figure.Sum>();
        for (int i = 0; i < count; i++) {
            String name = in.string(Figure.NAME_BYTES_MAX, "a name of a sum");
            sums.add(new Figure.Sum(name, Figure.Total.read(in), Figure.Total.read(in)));
        }
        return new Summed(board, cluster, epoch, number, sums);
    }

    private static Batch readBatch(BoardId board, Reader in) {
        Way way = choice(Way.BY_CODE, in, "a way");
        if (in.remaining() > BATCH_BYTES_MAX + 3 * ITEMS_MAX) {
            throw new Malformed("a batch of " + in.remaining() + " bytes");
        }
        int count = in.count(ITEMS_MAX, "number of things in a batch");
        var items = new ArrayList<Bytes>();
        for (int i = 0; i < count; i++) {
            items.add(in.sized(ITEM_BYTES_MAX, "a thing in a batch"));
        }
        return new Batch(board, way, items);
    }
}
