package kith.sync.flow;

import kith.log.Run;
import kith.sync.Source;

/// Who decides over which links what is new goes, as replicas see it: it is told what becomes known
/// here and there.
public interface Spreading {
    /// The number of a link that is none.
    long NO_LINK = -1;

    /// Where nobody decides: what is new goes over all links.
    Spreading NONE =
            new Spreading() {
                @Override
                public void wrote(Source source, int chain, int seqFirst, int seqLast) {}

                @Override
                public void arrived(Source source, long link, Run run) {}

                @Override
                public void came(Source source, Run run) {}

                @Override
                public void learned(Source source, long link, int chain, int seq) {}

                @Override
                public void toldMore(Source source, long link, boolean all) {}
            };

    /// We wrote these changes, and a head over them is signed.
    void wrote(Source source, int chain, int seqFirst, int seqLast);

    /// A run came over `link`, of which nobody knows yet whether it can be taken in.
    void arrived(Source source, long link, Run run);

    /// A run was taken in.
    void came(Source source, Run run);

    /// The other side of `link` has that change of our `chain`.
    void learned(Source source, long link, int chain, int seq);

    /// The other side of `link` told `all` that it has, or spoke of a chain that is not known here.
    void toldMore(Source source, long link, boolean all);
}
