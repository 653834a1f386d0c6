package kith.lab.crowd.directory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import kith.dht.Contact;
import kith.dht.Place;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lab.crowd.Delays;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// The members of a board, by number: who invited whom, and where each stands.
///
/// The founder, number 0, gives some invitations; each other member came in by one of a member
/// drawn by lot of those who were there. So the subtrees are of very different sizes.
///
/// Signatures are a model: of the real size, and such that nobody makes one of somebody else's
/// without calling [#sign] in its name.
public final class People {
    public static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[32]));

    private final MessageDigest sha256;
    private final List<Contact> all = new ArrayList<>();
    private final Rng rng;
    private final long secret;

    public People(int size, int roots, long seed) {
        this.rng = new Rng(seed);
        this.secret = rng.nextLong();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("a JDK without SHA-256", missing);
        }
        while (all.size() < size) {
            int number = all.size();
            boolean root = number <= roots;
            int inviter = root ? 0 : 1 + rng.nextInt(number - 1);
            add(number == 0 ? List.of() : wallsBehind(inviter, root ? number : 0));
        }
    }

    /// The walls of who comes in by that invitation of that member.
    public List<Bytes> wallsBehind(int inviter, int invitation) {
        var walls = new ArrayList<>(contact(inviter).walls());
        walls.add(hash(new Writer().u32(inviter).u32(invitation)));
        return List.copyOf(walls);
    }

    /// Lets one more in; its number.
    public int add(List<Bytes> walls) {
        return add(walls, rng.nextInt());
    }

    private int add(List<Bytes> walls, int admission) {
        int number = all.size();
        all.add(new Contact(peer(number), placeOf(number, admission), walls));
        return number;
    }

    /// Lets one more in who has tried so many keys, and took the one that is the nearest to some
    /// place.
    public int addNear(Place wanted, List<Bytes> walls, int tries) {
        int best = 0;
        Place nearest = null;
        for (int i = 0; i < tries; i++) {
            int admission = rng.nextInt();
            Place place = placeOf(all.size(), admission);
            if (nearest == null || Bits.shared(place, wanted) > Bits.shared(nearest, wanted)) {
                nearest = place;
                best = admission;
            }
        }
        return add(walls, best);
    }

    private Place placeOf(int number, int admission) {
        Bytes record = hash(new Writer().u32(admission));
        return Place.of(peer(number), record, BOARD, hasher());
    }

    private static PeerId peer(int number) {
        return new PeerId(new Writer().u32(number).bytes(new byte[28], 0, 28).toBytes());
    }

    public int size() {
        return all.size();
    }

    public Contact contact(int number) {
        return all.get(number);
    }

    public @Nullable Contact contact(PeerId peer) {
        int number = number(peer);
        return number >= 0 && number < all.size() ? all.get(number) : null;
    }

    public static int number(PeerId peer) {
        Bytes key = peer.key();
        return (key.at(0) & 0xff)
                | (key.at(1) & 0xff) << 8
                | (key.at(2) & 0xff) << 16
                | (key.at(3) & 0xff) << 24;
    }

    public Hasher hasher() {
        return (from, start, end) -> {
            sha256.update(from, start, end - start);
            return Bytes.wrap(sha256.digest());
        };
    }

    private Bytes hash(Writer out) {
        return hasher().sha256(out.shared(), 0, out.size());
    }

    // Signatures

    public Bytes sign(PeerId by, Bytes message) {
        long sum = Delays.mix(secret ^ number(by));
        byte[] bytes = message.shared();
        for (byte one : bytes) {
            sum = (sum ^ one) * 0x100000001b3L; // FNV
        }
        var out = new Writer(Check.SIGNATURE_BYTES);
        out.u64(Delays.mix(sum));
        return out.bytes(new byte[56], 0, 56).toBytes();
    }

    public boolean holds(Check check) {
        return sign(check.key(), check.message()).equals(check.signature());
    }
}
