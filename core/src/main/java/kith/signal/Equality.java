package kith.signal;

import org.jspecify.annotations.Nullable;

/// When two values of a node count as one, so that nobody needs to be told.
///
/// It must be an equivalence, pure, and read no signals. If it throws in [Signal#set], nothing is
/// written; if it throws after an evaluation, the evaluation has failed.
@FunctionalInterface
public interface Equality<T> {
    boolean same(@Nullable T before, @Nullable T after);
}
