package kith.replica;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Reader;
import kith.log.Head;
import kith.log.Run;
import kith.log.StoredRun;
import kith.sync.Item;

/// What a piece of the log on disk holds for a link: the runs of one space, under the numbers of
/// now, with the heads that were stored with them or right after.
final class PieceToSend {
    private final Replica replica;
    private final List<Item> items = new ArrayList<>();

    PieceToSend(Replica replica) {
        this.replica = replica;
    }

    List<Item> items() {
        return items;
    }

    void record(int type, byte[] from, int start, int end) {
        if (type == RecordType.HEAD) {
            head(new Reader(from, start, end));
            return;
        }
        StoredRun stored = replica.stored(type, from, start, end);
        if (stored != null) {
            for (Run run : replica.graph().resolve(stored.run())) {
                boolean last = run.lastSeq() == stored.run().lastSeq();
                items.add(new Item(run, last ? stored.head() : null));
            }
        }
    }

    private void head(Reader in) {
        if (in.count(Integer.MAX_VALUE, "space number") != replica.number()) {
            return;
        }
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        int holder = replica.graph().resolve(chain, seq);
        for (int i = items.size() - 1; i >= 0; i--) {
            Run run = items.get(i).run();
            if (run.chain() == holder && run.lastSeq() == seq) {
                items.set(i, new Item(run, new Head(seq, in.bytes(Head.SIGNATURE_BYTES))));
                return;
            }
        }
    }
}
