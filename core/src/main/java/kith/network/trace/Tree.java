package kith.network.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// One tree out of what many said, some of whom may lie: the author first, and below each peer
/// those who say that they have it from there.
///
/// A peer has one place. It is below whom it says itself; where it says nothing, below who says to
/// have passed it there, the least of them by id where several do. Whoever says a way in a circle,
/// or one that ends before the author, stands at the outermost place beside the author.
final class Tree {
    private final Traced traced;
    private final TreeMap<PeerId, List<PeerId>> below = new TreeMap<>();
    private final TreeMap<PeerId, PeerId> above = new TreeMap<>();
    private final TreeSet<PeerId> left;
    private final List<Place> places = new ArrayList<>();

    /// Who says that a change went from one peer to the next.
    enum Says {
        BOTH,
        SENDER,
        RECEIVER;

        String word() {
            return switch (this) {
                case BOTH -> "both";
                case SENDER -> "sender";
                case RECEIVER -> "receiver";
            };
        }
    }

    /// @param from null at the outermost places
    /// @param claims whom it says to have passed it to, who do not say that it came from there
    record Place(PeerId peer, int depth, @Nullable PeerId from, Says says, List<PeerId> claims) {}

    Tree(Traced traced) {
        this.traced = traced;
        this.left = new TreeSet<>(traced.named());
        receivers();
        senders();
        above.forEach(
                (peer, from) -> below.computeIfAbsent(from, p -> new ArrayList<>()).add(peer));
        place(traced.subject().author());
        while (!left.isEmpty()) {
            place(outermost(left.first()));
        }
    }

    List<Place> places() {
        return places;
    }

    /// How many passes the longest way has that begins at the author.
    int deepest() {
        int deepest = 0;
        for (Place place : places) {
            if (place.depth() == 0 && !place.peer().equals(traced.subject().author())) {
                return deepest;
            }
            deepest = Math.max(deepest, place.depth());
        }
        return deepest;
    }

    List<PeerId> unanswered() {
        var unanswered = new ArrayList<PeerId>();
        for (PeerId peer : traced.named()) {
            if (traced.step(peer) == null) {
                unanswered.add(peer);
            }
        }
        return unanswered;
    }

    /// What each says of itself.
    private void receivers() {
        for (PeerId peer : traced.named()) {
            Step.Known known = traced.known(peer);
            PeerId from = known == null ? null : known.from();
            boolean written = peer.equals(traced.subject().author());
            if (from != null && !written && !from.equals(peer) && left.contains(from)) {
                above.put(peer, from);
            }
        }
    }

    /// What is said of those who say nothing.
    private void senders() {
        for (PeerId sender : traced.named()) {
            Step.Known known = traced.known(sender);
            if (known == null) {
                continue;
            }
            for (Step.Pass pass : known.to()) {
                PeerId to = pass.to();
                boolean silent = left.contains(to) && !hasSaid(to);
                if (silent && !to.equals(sender) && !to.equals(traced.subject().author())) {
                    above.putIfAbsent(to, sender);
                }
            }
        }
    }

    /// Whether that peer says itself from whom it came, or that it did not.
    private boolean hasSaid(PeerId peer) {
        return switch (traced.step(peer)) {
            case null -> false;
            case Step.Known known -> known.from() != null;
            case Step.Lacking() -> true;
            case Step.Forgotten() -> false;
        };
    }

    private PeerId outermost(PeerId peer) {
        var seen = new TreeSet<PeerId>();
        PeerId at = peer;
        PeerId over = above.get(at);
        while (seen.add(at) && over != null && left.contains(over)) {
            at = over;
            over = above.get(at);
        }
        return at;
    }

    private record Due(PeerId peer, int depth, @Nullable PeerId from) {}

    private void place(PeerId first) {
        var due = new ArrayList<Due>();
        due.add(new Due(first, 0, null));
        while (!due.isEmpty()) {
            Due one = due.removeLast();
            boolean named = left.remove(one.peer());
            if (named) {
                Says says = says(one.from(), one.peer());
                places.add(
                        new Place(one.peer(), one.depth(), one.from(), says, claims(one.peer())));
                List<PeerId> children = below.getOrDefault(one.peer(), List.of());
                for (PeerId child : children.reversed()) {
                    due.add(new Due(child, one.depth() + 1, one.peer()));
                }
            }
        }
    }

    private Says says(@Nullable PeerId from, PeerId to) {
        Step.Known sender = from == null ? null : traced.known(from);
        Step.Known receiver = traced.known(to);
        boolean sent = sender != null && sender.pass(to) != null;
        boolean came = receiver != null && from != null && from.equals(receiver.from());
        return sent && came ? Says.BOTH : sent ? Says.SENDER : Says.RECEIVER;
    }

    private List<PeerId> claims(PeerId peer) {
        var claims = new ArrayList<PeerId>();
        Step.Known known = traced.known(peer);
        if (known != null) {
            for (Step.Pass pass : known.to()) {
                if (!agrees(peer, pass.to())) {
                    claims.add(pass.to());
                }
            }
        }
        return claims;
    }

    /// Whether the receiver says, too, that it came from there, at first or again; who stands below
    /// for want of its own word is shown there already.
    private boolean agrees(PeerId sender, PeerId receiver) {
        Step.Known known = traced.known(receiver);
        boolean says =
                known != null && (sender.equals(known.from()) || known.again().contains(sender));
        return says || sender.equals(above.get(receiver));
    }
}
