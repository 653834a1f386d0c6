package kith.log;

/// Where a branch begins: after change `seqLast` of chain `parent` (0: before its first).
public record Origin(int parent, int seqLast) {
    public Origin {
        if (parent < 0 || seqLast < 0) {
            throw new IllegalArgumentException("no origin: " + parent + ", " + seqLast);
        }
    }
}
