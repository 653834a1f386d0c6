package kith.lab.bench.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Carries out a trace in which several people write: a replica for each, which is given exactly
/// what its author had seen before it writes on.
final class Authors {
    private final TextSubject subject;
    private final TextTrace graph;
    private final List<Author> authors = new ArrayList<>();
    private final List<byte[]> updates = new ArrayList<>();

    /// @param has the transactions that it has: always a whole past
    private record Author(TextReplica replica, BitSet has) {}

    Authors(TextSubject subject, TextTrace graph) {
        this.subject = subject;
        this.graph = graph;
        for (int i = 0; i < graph.authors(); i++) {
            authors.add(new Author(subject.create(i + 1), new BitSet()));
        }
    }

    List<byte[]> updates() {
        for (int txn = 0; txn < graph.size(); txn++) {
            var author = authors.get(graph.author(txn));
            receivePast(author, txn);
            TextMeasures.splice(author.replica, graph, txn);
            updates.add(author.replica.update());
            author.has.set(txn);
        }
        authors.forEach(each -> each.replica.close());
        return updates;
    }

    private void receivePast(Author author, int txn) {
        var missing = new BitSet();
        var open = new ArrayDeque<int[]>();
        open.add(graph.parents(txn));
        for (int[] some = open.poll(); some != null; some = open.poll()) {
            for (int each : some) {
                if (!author.has.get(each)) {
                    author.has.set(each);
                    missing.set(each);
                    open.add(graph.parents(each));
                }
            }
        }
        missing.stream().forEach(each -> author.replica.receive(updates.get(each)));
    }

    @Override
    public String toString() {
        return authors.size() + " authors with " + subject;
    }
}
