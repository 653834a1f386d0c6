package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kith.board.Board;
import kith.identity.InvitationLink;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where the members of a board say, in the board's own space, that they listen; and behind which
/// wall of the invitations each stands.
public final class Listening {
    /// Of each peer: what it says of itself, below its id.
    public static final Path PEERS = Path.of("peers");

    /// Addresses of one member that are looked at, so that nobody fills our list with its own. What
    /// is no address is none of them: each is the name of a cell when it is dialled for nothing.
    /// Guess: a peer has a few.
    private static final int MEMBER_ADDRESSES_MAX = 8;

    private static final String ADDRESSES = "addresses";

    private Listening() {}

    public static Path addressesOf(PeerId peer) {
        return PEERS.child(peer.text()).child(ADDRESSES);
    }

    /// The other members, and where each says that it listens.
    public static void others(Board board, PeerId self, BiConsumer<PeerId, List<String>> to) {
        if (!(board.facts().state().value(PEERS) instanceof Value.Obj peers)) {
            return;
        }
        for (int i = 0; i < peers.size(); i++) {
            PeerId peer = peerOf(peers.name(i));
            if (peer != null && !peer.equals(self) && board.isMember(peer)) {
                to.accept(peer, addresses(peers.value(i)));
            }
        }
    }

    /// Where that peer says that it listens.
    public static List<String> of(Board board, PeerId peer) {
        return addresses(board.facts().state().value(PEERS.child(peer.text())));
    }

    /// The first that leads somewhere by itself and is not for browsers; empty when none does.
    public static String dialable(List<String> addresses) {
        for (String one : addresses) {
            boolean leads = InvitationLink.isAddress(one) && !InvitationLink.isMesh(one);
            if (leads && !InvitationLink.isWeb(one)) {
                return one;
            }
        }
        return "";
    }

    /// Whether a member says that it can be dialled, by other than signals.
    public static boolean isAnywhere(Board board, PeerId peer) {
        for (String address : of(board, peer)) {
            if (!InvitationLink.isMesh(address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable PeerId peerOf(String text) {
        try {
            return PeerId.parse(text);
        } catch (Malformed malformed) {
            return null;
        }
    }

    private static List<String> addresses(@Nullable Value said) {
        var addresses = new ArrayList<String>();
        if (said instanceof Value.Obj fields
                && fields.find(ADDRESSES) instanceof Value.Array list) {
            for (int i = 0; i < list.size() && addresses.size() < MEMBER_ADDRESSES_MAX; i++) {
                if (list.at(i) instanceof Value.Text(String one) && InvitationLink.isAddress(one)) {
                    addresses.add(one);
                }
            }
        }
        return addresses;
    }

    /// What names the subtree of the invitations that a member is in: the founder's invitation by
    /// which all of them came. Null for the founder, and for who is no member.
    public static @Nullable Bytes wall(Board board, PeerId peer) {
        Members members = board.members();
        Members.Member at = members.standing(peer);
        while (at != null && at.depth() > 1) {
            PeerId inviter = at.invitedBy();
            at = inviter == null ? null : members.standing(inviter);
        }
        return at == null ? null : at.invitation();
    }
}
