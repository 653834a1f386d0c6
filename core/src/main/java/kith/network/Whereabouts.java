package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where peers say that they listen, as a board's own space has it: by peer, lists of addresses.
///
/// @param cells what is there; anything, since any member may write it
public record Whereabouts(@Nullable Value cells) {
    /// Addresses of one peer that are looked at, so that nobody fills our list with its own. Guess:
    /// a peer has a few.
    private static final int ADDRESSES_MAX = 8;

    /// All whose names are those of peers.
    public void each(BiConsumer<PeerId, List<String>> to) {
        if (cells instanceof Value.Obj peers) {
            for (int i = 0; i < peers.size(); i++) {
                PeerId peer = peerOf(peers.name(i));
                if (peer != null) {
                    to.accept(peer, texts(peers.value(i)));
                }
            }
        }
    }

    public List<String> of(PeerId peer) {
        Value found = cells instanceof Value.Obj peers ? peers.find(peer.text()) : null;
        return found == null ? List.of() : texts(found);
    }

    private static @Nullable PeerId peerOf(String text) {
        try {
            return PeerId.parse(text);
        } catch (Malformed malformed) {
            return null;
        }
    }

    private static List<String> texts(Value value) {
        var texts = new ArrayList<String>();
        if (value instanceof Value.Obj fields) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.value(i) instanceof Value.Array list) {
                    for (int j = 0; j < list.size() && texts.size() < ADDRESSES_MAX; j++) {
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
