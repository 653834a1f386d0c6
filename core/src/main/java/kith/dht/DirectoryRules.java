package kith.dht;

import kith.identity.BoardRules;
import kith.identity.BoardRules.Field;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// How the directory of a board is kept: a part of its rules, for good. All on the board reckon
/// with the same replicas, so all must have the same.
///
/// @param bucketLinks how many links a peer wants into each half, quarter, eighth … of the board
/// @param siblings to how many of the peers nearest to itself it wants a link
/// @param replicas how many keep a record
/// @param readers how many of them a look-up asks
/// @param paths over how many ways at once a look-up may go
/// @param expiryMillis how long a record lives at most
/// @param refreshMillis how often its author says it again
public record DirectoryRules(
        int bucketLinks,
        int siblings,
        int replicas,
        int readers,
        int paths,
        int expiryMillis,
        int refreshMillis) {
    public static final int BUCKET_LINKS_MAX = 20;
    public static final int SIBLINGS_MAX = 32;
    public static final int REPLICAS_MAX = 16;
    public static final int PATHS_MAX = 8;

    /// As in BEP 44.
    public static final int EXPIRY_MILLIS_MAX = 7_200_000;

    private static final int REFRESH_MILLIS_MIN = 60_000;

    /// An odd tag: who does not know it takes no part in the directory, and is a member.
    private static final int TAG = 7;

    /// Two links a bucket and eight siblings were measured (docs/network.md); with three readers
    /// instead of four, twice as many look-ups ended with an old record; eight replicas is what
    /// research on Sybils reckons with; two hours are those of BEP 44, and half an hour leaves four
    /// tries within them.
    public static final DirectoryRules DEFAULT =
            new DirectoryRules(2, 8, 8, 4, 4, EXPIRY_MILLIS_MAX, 1_800_000);

    public DirectoryRules {
        require(bucketLinks, 1, BUCKET_LINKS_MAX, "links in a bucket");
        require(siblings, 1, SIBLINGS_MAX, "siblings");
        require(replicas, 1, REPLICAS_MAX, "replicas");
        require(readers, 1, replicas, "replicas that are asked");
        require(paths, 1, PATHS_MAX, "paths");
        require(expiryMillis, 2 * REFRESH_MILLIS_MIN, EXPIRY_MILLIS_MAX, "life of a record");
        require(refreshMillis, REFRESH_MILLIS_MIN, expiryMillis / 2, "time to say it again");
    }

    private static void require(int value, int least, int most, String what) {
        if (value < least || value > most) {
            throw new Malformed(what + ": " + value + ", expected " + least + " to " + most);
        }
    }

    /// Those of a board; the usual ones where its founder said nothing.
    public static DirectoryRules of(BoardRules rules) {
        for (Field field : rules.others()) {
            if (field.tag() == TAG) {
                return read(new Reader(field.value()));
            }
        }
        return DEFAULT;
    }

    /// As a founder puts them into the rules of a board.
    public Field field() {
        var out = new Writer(32);
        out.varint(bucketLinks).varint(siblings).varint(replicas).varint(readers).varint(paths);
        return new Field(TAG, out.varint(expiryMillis).varint(refreshMillis).toBytes());
    }

    private static DirectoryRules read(Reader in) {
        var rules =
                new DirectoryRules(
                        in.count(BUCKET_LINKS_MAX, "links in a bucket"),
                        in.count(SIBLINGS_MAX, "siblings"),
                        in.count(REPLICAS_MAX, "replicas"),
                        in.count(REPLICAS_MAX, "replicas that are asked"),
                        in.count(PATHS_MAX, "paths"),
                        in.count(EXPIRY_MILLIS_MAX, "life of a record"),
                        in.count(EXPIRY_MILLIS_MAX, "time to say it again"));
        in.expectEnd();
        return rules;
    }
}
