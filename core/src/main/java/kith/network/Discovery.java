package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kith.board.Board;
import kith.dht.DirectoryRecord;
import kith.dht.Found;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.overlay.Overlay;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import org.jspecify.annotations.Nullable;

/// Where the members of a board can be reached, by all ways of finding that out at once: whoever
/// wants a link asks here and need not know how it became known.
///
/// *The problem.* Each way fails at some time. An invitation grows old; what the board lists is
/// what was said when somebody was last linked; the directory needs a link to begin with; the local
/// network ends at the router; and a backbone may be gone.
///
/// *The idea.* Each way says what it knows at once ([Finder#spots]), and may be asked to look for
/// somebody ([Finder#seek]), of whom it may know more later. What a host finds by itself, in the
/// local network or in a registry that a backbone keeps, it tells ([#told]).
public final class Discovery {
    /// Told or looked up, of one board. Guess: twice as many as are ever linked.
    static final int SPOTS_MAX = 64;

    /// For so long what was told or looked up counts. Guess: a host tells it anew each minute.
    static final long SPOT_NANOS = 600 * Now.SECOND;

    /// Who was looked for is not looked for again for so long. Guess.
    static final long SEEK_AGAIN_NANOS = 60 * Now.SECOND;

    /// Looked for at one time on one board. Guess.
    static final int SEEKS_MAX = 4;

    /// By which way something became known.
    public enum Way {
        /// The link of the invitation by which we came.
        INVITATION(0, "invitation"),
        /// The board's own space, where members say it.
        BOARD(1, "board"),
        /// The directory of the board.
        DIRECTORY(2, "directory"),
        /// The local network.
        NEARBY(3, "nearby"),
        /// A registry that a backbone keeps.
        BACKBONE(4, "backbone");

        private static final Way[] BY_CODE = {INVITATION, BOARD, DIRECTORY, NEARBY, BACKBONE};

        private final int code;
        private final String word;

        Way(int code, String word) {
            this.code = code;
            this.word = word;
        }

        public int code() {
            return code;
        }

        public static Way of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new Malformed("a way of kind " + code);
            }
            return BY_CODE[code];
        }

        public String word() {
            return word;
        }
    }

    /// An address at which somebody of a board may be reached.
    ///
    /// @param peer who; null for whoever is there
    public record Spot(Way way, @Nullable PeerId peer, String address) {}

    /// One way of finding out.
    public interface Finder {
        /// Says what it knows of a board.
        void spots(Board board, Consumer<Spot> to);

        /// Somebody is to be looked for, if that can be done by this way.
        default void seek(Board board, PeerId peer) {}
    }

    /// Goes on when more is known than before.
    public interface News {
        void more();
    }

    private final Context context;
    private final Directories directories;
    private final News news;
    private final List<Finder> finders;
    private final TreeMap<BoardId, Heard> heard = new TreeMap<>();

    /// What was told and looked up of one board, the oldest first.
    private static final class Heard {
        final List<Kept> spots = new ArrayList<>();
        final TreeMap<PeerId, Long> soughtUntil = new TreeMap<>();
        int seeking;

        /// False when it was known already, and counts for longer now. What is one too many takes
        /// the place of the oldest that came by the same way, so that what anybody on the local
        /// network says does not push out what members signed.
        boolean add(Kept kept) {
            boolean known = spots.removeIf(old -> old.spot().equals(kept.spot()));
            if (spots.size() >= SPOTS_MAX) {
                spots.remove(oldest(kept.spot().way()));
            }
            spots.add(kept);
            return !known;
        }

        private int oldest(Way way) {
            for (int i = 0; i < spots.size(); i++) {
                if (spots.get(i).spot().way() == way) {
                    return i;
                }
            }
            return 0;
        }
    }

    private record Kept(Spot spot, long untilNanos) {}

    public Discovery(Context context, Directories directories, News news) {
        this.context = context;
        this.directories = directories;
        this.news = news;
        this.finders = List.of(this::listed, new Looked(), Discovery::invited);
    }

    /// Everything that is known of a board, what its members say themselves first.
    public List<Spot> of(Board board) {
        var all = new ArrayList<Spot>();
        finders.forEach(finder -> finder.spots(board, all::add));
        return all;
    }

    /// The other members of whom an address is known that can be dialled, each with all of them.
    public void reachable(Board board, BiConsumer<PeerId, List<String>> to) {
        var known = new TreeMap<PeerId, List<String>>();
        for (Spot spot : of(board)) {
            PeerId peer = spot.peer();
            if (peer == null || Overlay.isMesh(spot.address())) {
                continue;
            }
            if (!peer.key().equals(context.self()) && board.isMember(peer)) {
                List<String> addresses = known.computeIfAbsent(peer, one -> new ArrayList<>(2));
                if (!addresses.contains(spot.address())) {
                    addresses.add(spot.address());
                }
            }
        }
        known.forEach(to);
    }

    /// Looks for somebody by all ways that can.
    public void seek(Board board, PeerId peer) {
        finders.forEach(finder -> finder.seek(board, peer));
    }

    /// The host found that somebody of a board is there.
    public void told(BoardId board, Way way, @Nullable PeerId peer, List<String> addresses) {
        boolean more = false;
        for (String address : addresses) {
            if (InvitationLink.isAddress(address)) {
                more |= keep(board, new Spot(way, peer, address));
            }
        }
        if (more) {
            news.more();
        }
    }

    /// Whether it is news.
    private boolean keep(BoardId board, Spot spot) {
        long until = context.now().nanos() + SPOT_NANOS;
        return of(board).add(new Kept(spot, until));
    }

    private Heard of(BoardId board) {
        return heard.computeIfAbsent(board, id -> new Heard());
    }

    // The ways

    private void listed(Board board, Consumer<Spot> to) {
        Listening.others(
                board,
                new PeerId(context.self()),
                (peer, addresses) ->
                        addresses.forEach(one -> to.accept(new Spot(Way.BOARD, peer, one))));
    }

    private static void invited(Board board, Consumer<Spot> to) {
        board.firstAddresses().forEach(one -> to.accept(new Spot(Way.INVITATION, null, one)));
    }

    /// What was told, and looked up in the directory.
    private final class Looked implements Finder {
        @Override
        public void spots(Board board, Consumer<Spot> to) {
            long now = context.now().nanos();
            Heard of = heard.get(board.id());
            if (of != null) {
                of.spots.removeIf(kept -> kept.untilNanos() <= now);
                of.spots.forEach(kept -> to.accept(kept.spot()));
            }
        }

        @Override
        public void seek(Board board, PeerId peer) {
            long now = context.now().nanos();
            Heard of = of(board.id());
            of.soughtUntil.values().removeIf(until -> until <= now);
            boolean may = of.seeking < SEEKS_MAX && of.soughtUntil.size() < SPOTS_MAX;
            if (!may || of.soughtUntil.containsKey(peer)) {
                return;
            }
            of.soughtUntil.put(peer, now + SEEK_AGAIN_NANOS);
            of.seeking++;
            boolean begun =
                    directories.find(
                            board,
                            RecordKind.ADDRESSES,
                            peer.key(),
                            false,
                            found -> found(board, found));
            of.seeking -= begun ? 0 : 1;
        }

        private void found(Board board, Found found) {
            of(board.id()).seeking--;
            boolean more = false;
            for (DirectoryRecord one : found.records()) {
                for (String address : one.isWithdrawal() ? List.<String>of() : addresses(one)) {
                    more |= keep(board.id(), new Spot(Way.DIRECTORY, one.author(), address));
                }
            }
            if (more) {
                news.more();
            }
        }

        private List<String> addresses(DirectoryRecord record) {
            try {
                return Whereabouts.read(record.body()).addresses();
            } catch (Malformed malformed) {
                return List.of(); // signed, and in no form that we know
            }
        }
    }

    public void measure(List<Gauge> out) {
        for (Heard of : heard.values()) {
            out.add(new Gauge("addresses told and looked up", of.spots.size(), SPOTS_MAX));
            out.add(new Gauge("peers looked for", of.soughtUntil.size(), SPOTS_MAX));
        }
    }
}
