package kith.lab.bench.harness;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Another process that runs a class of the benchmarks.
public final class Jvm {
    private Jvm() {}

    /// Starts it with those flags. What it says in error is told where this process tells it.
    public static Process start(List<String> flags, Class<?> main, List<String> words)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(program("java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(words);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// A program of the JDK that runs this one.
    public static String program(String name) {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
    }
}
