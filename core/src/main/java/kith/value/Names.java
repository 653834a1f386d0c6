package kith.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The names of an object's fields in their order, and the way from a name to its place.
///
/// A hash table would do, but a hostile object can be made of names that all hash alike, and then
/// each look-up walks them all. So a few names are simply searched, and many are kept with a second
/// order, sorted by hash code and, where those are equal, by name. A string remembers its hash
/// code, and it is specified, so that all hosts have the same order; it never leaves this class.
///
/// Cost: a look-up among n names takes n steps up to [#SEARCHED_MAX] and log n beyond; making the
/// order takes n log n.
final class Names {
    /// Up to how many names are searched one by one: measured, the two ways cross near here.
    private static final int SEARCHED_MAX = 16;

    private static final int[] NONE = {};

    private final String[] names;

    /// Places of the names, sorted; empty when there are few.
    private final int[] order;

    /// Takes the array over.
    Names(String... names) {
        this.names = names;
        this.order = names.length <= SEARCHED_MAX ? NONE : sorted(names);
    }

    private static int[] sorted(String[] names) {
        var places = new Integer[names.length];
        var hashes = new int[names.length]; // beside each other in memory, which the names are not
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
            hashes[i] = names[i].hashCode();
        }
        Arrays.sort( // stable: equal names stay in order
                places,
                (a, b) ->
                        hashes[a] == hashes[b]
                                ? names[a].compareTo(names[b])
                                : Integer.compare(hashes[a], hashes[b]));
        var order = new int[places.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = places[i];
        }
        return order;
    }

    private static int compare(String a, String b) {
        int difference = Integer.compare(a.hashCode(), b.hashCode());
        return difference == 0 ? a.compareTo(b) : difference;
    }

    Names and(String name) {
        var longer = Arrays.copyOf(names, names.length + 1);
        longer[names.length] = name;
        return new Names(longer);
    }

    int size() {
        return names.length;
    }

    String at(int index) {
        return names[index];
    }

    /// The first place at which a name stands that stood before, or -1.
    int repeated() {
        return order.length == 0 ? repeatedOfFew() : repeatedOfMany();
    }

    private int repeatedOfFew() {
        for (int i = 1; i < names.length; i++) {
            if (searched(names[i], i) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private int repeatedOfMany() {
        int first = names.length;
        for (int i = 1; i < order.length; i++) {
            if (order[i] < first && names[order[i]].equals(names[order[i - 1]])) {
                first = order[i];
            }
        }
        return first == names.length ? -1 : first;
    }

    /// The place of `name`, or -1.
    int indexOf(String name) {
        if (order.length == 0) {
            return searched(name, names.length);
        }
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int difference = compare(name, names[order[middle]]);
            if (difference == 0) {
                return order[middle];
            }
            if (difference < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }

    private int searched(String name, int end) {
        int hash = name.hashCode();
        for (int i = 0; i < end; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Names that && Arrays.equals(names, that.names);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(names);
    }
}
