package kith.store.rewritten;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.store.Disk;
import kith.store.Segment;
import org.jspecify.annotations.Nullable;

/// Which file counts for each segment of a log: the newest generation that is complete, or the one
/// that was appended.
///
/// A generation that is not complete was being written when the power went, and the one before it
/// is still there. Where it is not, the file was complete once and is damaged now: then it counts
/// with the blocks that can be found in it, since there is nothing better.
public final class Shelf {
    private final TreeMap<Integer, Rewritten> rewritten = new TreeMap<>();
    private final TreeMap<Integer, Integer> generations = new TreeMap<>();
    private final List<String> obsolete = new ArrayList<>();

    private Shelf() {}

    /// Looks at the segments among `files`.
    public static Shelf of(Disk disk, Bytes storeId, List<String> files) {
        var all = new TreeMap<Integer, TreeMap<Integer, String>>();
        for (String file : files) {
            int number = Segment.number(file);
            if (number > 0) {
                all.computeIfAbsent(number, ignored -> new TreeMap<>())
                        .put(Segment.generation(file), file);
            }
        }
        var shelf = new Shelf();
        all.forEach((number, own) -> shelf.choose(disk, storeId, number, own));
        return shelf;
    }

    private void choose(Disk disk, Bytes storeId, int number, TreeMap<Integer, String> files) {
        Rewritten chosen = null;
        Rewritten broken = null;
        for (int generation : files.descendingKeySet()) {
            if (generation > 0 && chosen == null) {
                Rewritten one = Rewritten.open(disk, storeId, number, generation);
                chosen = one.isComplete() ? one : null;
                broken = broken == null ? one : broken;
            }
        }
        if (chosen == null && !files.containsKey(0)) {
            chosen = broken;
        }
        int counts = chosen == null ? 0 : chosen.generation();
        generations.put(number, counts);
        if (chosen != null) {
            rewritten.put(number, chosen);
        }
        files.forEach(
                (generation, file) -> {
                    if (generation != counts) {
                        obsolete.add(file);
                    }
                });
    }

    /// The numbers of all segments that are there, ascending.
    public int[] numbers() {
        var numbers = new int[generations.size()];
        int count = 0;
        for (int number : generations.keySet()) {
            numbers[count++] = number;
        }
        return numbers;
    }

    public boolean has(int number) {
        return generations.containsKey(number);
    }

    /// The file that counts for that segment.
    public String file(int number) {
        return Segment.file(number, generations.getOrDefault(number, 0));
    }

    /// The segment as it was written anew; null when it is as it was appended.
    public @Nullable Rewritten rewritten(int number) {
        return rewritten.get(number);
    }

    /// All that were written anew, in order.
    public List<Rewritten> rewritten() {
        return List.copyOf(rewritten.values());
    }

    /// Files that count no more, or never did.
    public List<String> obsolete() {
        return List.copyOf(obsolete);
    }
}
