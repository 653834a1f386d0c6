package kith.lab.crowd.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kith.identity.PeerId;
import kith.lab.crowd.Keyring;
import kith.lang.Bytes;

/// What a board's own space says of its members: who they are, where they listen, and by which of
/// the founder's invitations they came.
final class Roster {
    private static final String AT = "10.0.0.1:"; // and a number that stands for the rest
    private static final int WALLS = 16;

    private final Keyring keys;
    private final List<List<String>> addresses = new ArrayList<>();
    private final List<Bytes> walls = new ArrayList<>();
    private int listed;

    /// Of so many the first are members.
    Roster(int all, int members, long seed) {
        this.keys = new Keyring(all, seed);
        this.listed = members;
        for (int i = 0; i < all; i++) {
            addresses.add(List.of(AT + i));
        }
        for (int i = 0; i < WALLS; i++) {
            walls.add(Bytes.of(new byte[] {(byte) i}));
        }
    }

    /// The next one is a member from now on.
    void addOne() {
        listed++;
    }

    PeerId id(int peer) {
        return keys.id(peer);
    }

    List<String> addresses(int peer) {
        return addresses.get(peer);
    }

    static int at(String address) {
        return Integer.parseInt(address.substring(AT.length()));
    }

    Bytes wall(PeerId peer) {
        return walls.get(keys.number(peer) % WALLS);
    }

    /// All members but one.
    void each(int but, BiConsumer<PeerId, List<String>> to) {
        for (int i = 0; i < listed; i++) {
            if (i != but) {
                to.accept(keys.id(i), addresses.get(i));
            }
        }
    }
}
