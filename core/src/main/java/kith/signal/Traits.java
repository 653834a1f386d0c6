package kith.signal;

import org.jspecify.annotations.Nullable;

/// What a node was given at birth and most nodes leave alone. Those share one object.
record Traits(@Nullable String name, @Nullable Equality<Object> equality) {
    /// No name, and the values' own `equals`.
    static final Traits PLAIN = new Traits(null, null);

    static Traits named(@Nullable String name) {
        return name == null ? PLAIN : new Traits(name, null);
    }

    /// Only values of the node's own type are ever compared.
    @SuppressWarnings("unchecked")
    static <T> Traits of(@Nullable String name, Equality<? super T> equality) {
        return new Traits(name, (Equality<Object>) equality);
    }

    /// Not `Objects.equals`: the compiler knows of each call which types it has seen, and that one
    /// has seen those of the whole program.
    boolean same(@Nullable Object a, @Nullable Object b) {
        if (equality != null) {
            return equality.same(a, b);
        }
        return a == null ? b == null : a.equals(b);
    }
}
