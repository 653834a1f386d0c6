package kith.lab.bench.harness;

import java.util.Arrays;

/// What the rounds of one competitor came to.
public record Result(String name, double median, double min, double max) {
    /// Of an even number of figures the median is the upper one of the middle.
    public static Result of(String name, double... figures) {
        var sorted = figures.clone();
        Arrays.sort(sorted);
        return new Result(name, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /// This median as a multiple of the other's.
    public double over(Result other) {
        return median / other.median;
    }
}
