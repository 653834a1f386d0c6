package kith.sync;

import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Run;
import org.jspecify.annotations.Nullable;

/// One space as a link sees it: what is there, and where to bring what comes.
public interface Source {
    Bytes board();

    Bytes space();

    ChangeGraph graph();

    Tail tail();

    /// Bytes that nobody can foresee, [kith.sync.sketch.SketchKey#SALT_BYTES] of them.
    Bytes salt();

    /// The number of that chain here, opened for `link` when it is new; -1 when its author may not
    /// write here or there are too many.
    int open(long link, ChainId id, @Nullable Origin origin);

    /// Whether there are as many chains here as a space may have.
    boolean isFull();

    /// Whether that chain is written here.
    boolean isOwn(int chain);

    /// The head at that change of a chain of ours, if it is in memory.
    @Nullable Head headAt(int chain, int seq);

    /// Wants a head at that change of a chain of ours; there will be one some time later.
    void wantHead(int chain, int seq);

    /// Reads the log from that position on, for `link`; the answer is `SpaceLink.loaded`.
    void load(long link, long position);

    /// Wants the past of that change, which is not in memory; the answer is `SpaceLink.pastLoaded`,
    /// or `pastLost` when the log has it not. False when there will be no answer, for that, or
    /// because `link` wants too much already.
    boolean loadPast(long link, Place place);

    /// A run came over `link`, and a signature for its end. It cost `sizeBytes` of the link's
    /// credit, which is given back by [Session#credit] once the run is settled.
    void offer(long link, Run run, @Nullable Bytes signature, int sizeBytes);

    /// Whether the content of that change is not given out any more: a snapshot stands for it.
    boolean isDropped(int chain, int seq);

    /// The other side of `link` says what it has; `seq` of `chain`, the last of them, is durable
    /// there.
    void learned(long link, int chain, int seq);

    /// The other side of `link` told `all` that it has, or spoke of a chain that is not known here.
    void toldMore(long link, boolean all);
}
