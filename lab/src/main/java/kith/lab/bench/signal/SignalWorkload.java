package kith.lab.bench.signal;

/// One graph and what is done to it, over and over.
public interface SignalWorkload {
    /// Does all its updates once and throws when a value is wrong.
    void run();

    /// The updates of one run, by which its time is divided.
    int updates();

    /// Evaluations of computeds so far (of effects, where there are no computeds), creation
    /// included.
    long evaluations();

    /// What the run left at the readers, where a sum is known.
    default double sum() {
        return Double.NaN;
    }
}
