package kith.sync.sketch;

/// Symbols and a number for each, to look them up.
///
/// Open addressing with a table at least twice as large as what is in it. Symbols come from the
/// other side of a meeting, who can choose them; so where they go depends on a number that it does
/// not know, or it could have all of them go to one place.
public final class SymbolTable {
    /// There is no such symbol.
    public static final int NONE = -1;

    private final long[] symbols;
    private final int[] numbers;
    private final int capacity;
    private final long secret;
    private int size;

    /// Room for so many symbols. `secret`: what nobody else knows.
    public SymbolTable(int capacity, long secret) {
        if (capacity < 0 || capacity > Sketch.ITEMS_MAX) {
            throw new IllegalArgumentException("a table for " + capacity + " symbols");
        }
        this.capacity = capacity;
        this.secret = secret;
        int room = Integer.highestOneBit(Math.max(1, capacity)) << 2;
        symbols = new long[room];
        numbers = new int[room];
    }

    public int size() {
        return size;
    }

    /// Puts a symbol in, or gives it another number, which is not negative.
    public void put(long symbol, int number) {
        int at = place(symbol);
        if (numbers[at] == 0) {
            if (size == capacity) {
                throw new IllegalStateException("more than " + capacity + " symbols");
            }
            size++;
        }
        symbols[at] = symbol;
        numbers[at] = number + 1;
    }

    /// The number of a symbol, or [#NONE].
    public int number(long symbol) {
        return numbers[place(symbol)] - 1;
    }

    private int place(long symbol) {
        int mask = symbols.length - 1;
        int at = (int) Mapping.mix(symbol ^ secret) & mask;
        while (numbers[at] != 0 && symbols[at] != symbol) {
            at = at + 1 & mask;
        }
        return at;
    }
}
