package kith.network;

import java.util.ArrayList;
import java.util.List;
import kith.dht.DirectoryRecord;
import kith.identity.InvitationLink;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.port.About;
import kith.sync.SyncMessage;

/// What a record of the directory says of its author, whatever it is about: where it can be
/// reached, what it can do, and where its owner says that it is. So who looks for a replica knows
/// in one look-up where to go.
///
/// @param can a bit for each [About.Can]
public record Whereabouts(List<String> addresses, int can, String region) {
    /// Guess: a peer has a few.
    static final int ADDRESSES_MAX = 8;

    /// The count of the addresses, what it can, and the length of the region.
    private static final int REST_BYTES = 1 + 5 + 1;

    public Whereabouts {
        addresses = List.copyOf(addresses);
    }

    /// Of the addresses as many as there is room for, the first first.
    static Whereabouts of(List<String> addresses, About about) {
        int left = DirectoryRecord.BODY_BYTES_MAX - REST_BYTES - Utf8.size(about.region());
        var some = new ArrayList<String>();
        for (String one : addresses) {
            int bytes = 2 + Utf8.size(one);
            if (InvitationLink.isAddress(one) && bytes <= left && some.size() < ADDRESSES_MAX) {
                some.add(one);
                left -= bytes;
            }
        }
        return new Whereabouts(some, about.can(), about.region());
    }

    /// What it can, for people and scripts.
    List<String> words() {
        return new About("", "", region, can).words();
    }

    Bytes bytes() {
        var out = new Writer(256).varint(addresses.size());
        addresses.forEach(out::string);
        return out.varint(can).string(region).toBytes();
    }

    /// What stands behind it is of a later version.
    static Whereabouts read(Bytes body) {
        var in = new Reader(body);
        var addresses = new ArrayList<String>();
        for (int left = in.count(ADDRESSES_MAX, "addresses"); left > 0; left--) {
            String one = in.string(InvitationLink.ADDRESS_BYTES_MAX, "an address");
            if (!InvitationLink.isAddress(one)) {
                throw new Malformed("no address: " + one);
            }
            addresses.add(one);
        }
        int can = in.count(Integer.MAX_VALUE, "what it can");
        return new Whereabouts(addresses, can, in.string(SyncMessage.REGION_BYTES_MAX, "a region"));
    }
}
