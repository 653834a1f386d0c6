package kith.replica;

/// What the records of the log, and the sections of a checkpoint, are. Normative in
/// `docs/protocol/records.md`; a number is never used again for something else.
public final class RecordType {
    /// A space gets its number: number, board, space, name.
    public static final int SPACE = 1;

    /// A chain of a space gets its number: space, chain, name, origin.
    public static final int CHAIN = 2;

    /// A run of changes: space, then a stored run.
    public static final int RUN = 3;

    /// A head that came after its changes: space, chain, seq, signature.
    public static final int HEAD = 4;

    /// A fork was proven: space, chain, the first seq that moves, the hash of that change, the past
    /// before it.
    public static final int SPLIT = 5;

    /// A board that this peer is on: id, alias, founding record, proof of our membership.
    public static final int BOARD = 6;

    /// A record about membership whose signatures were checked: board, then the placed record.
    public static final int MEMBERSHIP = 7;

    /// The home was closed in order. Counts only as the last record.
    public static final int CLEAN = 8;

    /// What members have used of their quotas in a space: space, then author, bytes, changes each.
    public static final int USAGE = 9;

    /// A record about membership that is still being checked; in checkpoints only.
    public static final int UNCHECKED = 10;

    /// A run as it is written in old segments: space, then a run in columns.
    public static final int COLUMNS = 11;

    /// A run of changes without their contents: space, then a stored run.
    public static final int BARE = 12;

    /// A snapshot takes the place of contents: space, its file, its manifest, who vouch for it.
    public static final int BASE = 13;

    /// Sections of a checkpoint: a part of a space's graph, and of its state.
    public static final int GRAPH = 16;

    public static final int STATE = 17;

    /// Which changes are in that state: space, whether it is to be built anew, then chain and last
    /// change that counts, for each chain that does not count as a whole.
    public static final int COUNTED = 18;

    /// What members vouched for last: space, then vouches with their authors. In the log: what this
    /// peer is about to vouch for.
    public static final int VOUCHES = 19;

    private RecordType() {}

    /// Whether records of that type stand in the log.
    public static boolean isInLog(int type) {
        return type >= SPACE && type <= USAGE || type >= COLUMNS && type <= BASE || type == VOUCHES;
    }
}
