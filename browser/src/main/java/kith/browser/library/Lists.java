package kith.browser.library;

import java.util.Collection;
import java.util.List;

/// Lists that cannot be changed.
public final class Lists {
    /// The classes of those that the class library makes, by how many there are in them.
    private static final List<Class<?>> IMMUTABLE =
            List.of(
                    List.of().getClass(),
                    List.of(0).getClass(),
                    List.of(0, 0).getClass(),
                    List.of(0, 0, 0).getClass());

    private Lists() {}

    /// A list of what is in `of`: the same one when it cannot be changed, as a JVM answers too,
    /// where the class library of the compiler would copy it.
    @SuppressWarnings("unchecked")
    static <E> List<E> copyOf(Collection<? extends E> of) {
        if (isImmutable(of)) {
            return (List<E>) of;
        }
        return switch (of.size()) {
            case 0 -> List.of();
            case 1 -> List.of(of.iterator().next());
            default -> List.of((E[]) of.toArray());
        };
    }

    private static boolean isImmutable(Collection<?> of) {
        Class<?> kind = of.getClass();
        for (int i = 0; i < IMMUTABLE.size(); i++) {
            if (IMMUTABLE.get(i) == kind) {
                return true;
            }
        }
        return false;
    }
}
