package kith.lab.bench.text;

import java.util.List;

/// A library that merges text, in Java: found by the name of its class, made without arguments.
/// Those in JavaScript are behind the same functions in `lab/peers/text-libraries.mjs`.
public interface TextSubject {
    /// An empty text of that author, a number from 1 on.
    TextReplica create(int author);

    TextReplica load(byte[] saved);

    /// How many transactions a sample of live typing takes.
    default int liveMax() {
        return 20_000;
    }

    /// How many updates a sample of receiving takes.
    default int streamMax() {
        return 10_000;
    }

    /// Of how many authors a graph may be.
    default int authorsMax() {
        return Integer.MAX_VALUE;
    }

    /// An update for each transaction of a graph, in order. A library that can write at an old
    /// version may do that instead of keeping a replica for each author.
    default List<byte[]> updates(TextTrace graph) {
        return new Authors(this, graph).updates();
    }
}
