package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kith.board.Board;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where members of a board say, in the board's own space, that they listen.
public final class PeerAddresses {
    /// Where a board's own space says it.
    public static final Path PEERS = Path.of("peers");

    /// Addresses of one member that are looked at, so that nobody fills our list with its own.
    /// Guess: a peer has a few.
    private static final int MEMBER_ADDRESSES_MAX = 8;

    private PeerAddresses() {}

    /// The other members of a board, each with its addresses.
    public static void each(Board board, PeerId self, BiConsumer<PeerId, List<String>> to) {
        if (!(board.facts().state().value(PEERS) instanceof Value.Obj peers)) {
            return;
        }
        for (int i = 0; i < peers.size(); i++) {
            PeerId peer = peerOf(peers.name(i));
            if (peer != null && !peer.equals(self) && board.isMember(peer)) {
                to.accept(peer, texts(peers.value(i)));
            }
        }
    }

    /// Those of one member.
    public static List<String> of(Board board, PeerId peer) {
        return texts(board.facts().state().value(PEERS.child(peer.text())));
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

    private static @Nullable PeerId peerOf(String text) {
        try {
            return PeerId.parse(text);
        } catch (Malformed malformed) {
            return null;
        }
    }

    private static List<String> texts(@Nullable Value value) {
        var texts = new ArrayList<String>();
        if (value instanceof Value.Obj fields) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.value(i) instanceof Value.Array list) {
                    for (int j = 0; j < list.size() && texts.size() < MEMBER_ADDRESSES_MAX; j++) {
                        if (list.at(j) instanceof Value.Text text) {
                            texts.add(text.value());
                        }
                    }
                }
            }
        }
        return texts;
    }
}
