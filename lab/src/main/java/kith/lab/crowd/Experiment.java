package kith.lab.crowd;

/// Something that is tried out with a crowd, by `./dev sim NAME`.
public interface Experiment {
    /// What it is called, in small letters.
    String name();

    /// What it shows, in one line.
    String about();

    /// Runs it and prints what came of it; with `--write` also into `docs/network.md`.
    void run(String... arguments) throws Exception;
}
