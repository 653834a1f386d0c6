package kith.dht;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;

/// What the invitations bound: of those who came in by one of them only a few count.
///
/// *The problem.* Who may invite can let in a thousand keys of its own, more than there are honest
/// peers around any place (Douceur, *The Sybil Attack*, IPTPS 2002).
///
/// *The idea.* All of them hang on the one invitation by which somebody honest let the first of
/// them in, as in SybilLimit (Yu et al., S&P 2008) all of them hang on few edges. So where several
/// are chosen, each is to be from another subtree of the tree of invitations. changed: no random
/// walks, since everybody on a board knows the whole tree.
final class Walls {
    /// Where the board has fewer subtrees than are to be chosen, those one step deeper count, and
    /// so on. As deep as a chain of invitations is, at most.
    private static final int DEPTH_LAST = 64;

    private Walls() {}

    /// The first `count` of those whose order says whom to prefer, each from another subtree of
    /// depth 1; as long as there are not so many, from other ones of depth 2, and so on.
    static List<Contact> distinct(List<Contact> inOrder, int count) {
        var chosen = new ArrayList<Contact>();
        var left = new ArrayList<>(inOrder);
        for (int depth = 1; depth <= DEPTH_LAST && chosen.size() < count; depth++) {
            if (left.isEmpty()) {
                break;
            }
            left = choose(left, depth, count, chosen);
        }
        return chosen;
    }

    /// Who is left.
    private static ArrayList<Contact> choose(
            List<Contact> from, int depth, int count, List<Contact> chosen) {
        var left = new ArrayList<Contact>();
        for (Contact one : from) {
            if (chosen.size() < count && isNew(one.wall(depth), depth, chosen)) {
                chosen.add(one);
            } else {
                left.add(one);
            }
        }
        return left;
    }

    private static boolean isNew(Bytes wall, int depth, List<Contact> chosen) {
        for (Contact one : chosen) {
            if (one.wall(depth).equals(wall)) {
                return false;
            }
        }
        return true;
    }
}
