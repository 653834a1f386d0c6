package kith.cluster;

import kith.lang.Distinct;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;

/// What many numbers are together: how many, their sum, the newest, and about how many different
/// ones.
///
/// @param newestMillis when the newest was told, of which the larger is taken where two are equal
public record Aggregate(long count, long sum, long newestMillis, long newest, Distinct different) {
    /// Of nothing.
    public static final Aggregate NOTHING =
            new Aggregate(0, 0, Long.MIN_VALUE, 0, Distinct.empty());

    /// Of one number.
    public static Aggregate one(long value, long millis) {
        Distinct self = Distinct.of(Sha256.hash(new Writer(Long.BYTES).u64(value).toBytes()));
        return new Aggregate(1, value, millis, value, self);
    }

    boolean isOne() {
        return equals(one(newest, newestMillis));
    }

    /// Of both. In any order it is the same.
    public Aggregate with(Aggregate other) {
        boolean later =
                other.newestMillis > newestMillis
                        || other.newestMillis == newestMillis && other.newest > newest;
        return new Aggregate(
                count + other.count,
                sum + other.sum,
                later ? other.newestMillis : newestMillis,
                later ? other.newest : newest,
                different.with(other.different));
    }

    /// Nothing is newer than now, whoever says so.
    Aggregate notAfter(long millis) {
        return newestMillis <= millis ? this : new Aggregate(count, sum, millis, newest, different);
    }

    void write(Writer out) {
        out.varint(count).signed(sum).signed(newestMillis).signed(newest);
        different.write(out);
    }

    static Aggregate read(Reader in) {
        return new Aggregate(
                ClusterMessage.number(in),
                in.signed(),
                in.signed(),
                in.signed(),
                Distinct.read(in));
    }
}
