package kith.lab.bench.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lab.bench.harness.Jvm;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Worker;
import org.jspecify.annotations.Nullable;

/// One library of text, and how a process that runs it is started.
///
/// @param name how options and `lab/peers/text.mjs` call it
/// @param title how tables call it
/// @param subject the class that is its [TextSubject], or null if it is in JavaScript
public record TextLibrary(String name, String title, @Nullable String subject) {
    /// Kith's name; its ratios are printed.
    public static final String KITH = "kith";

    /// The library whose times, then and now, tell how fast this machine is now.
    public static final String YARDSTICK = "yjs";

    private static final String JNI = "jni";

    /// In the order of the tables.
    public static final List<TextLibrary> ALL =
            List.of(
                    new TextLibrary(KITH, "Kith", "kith.lab.bench.text.KithText"),
                    new TextLibrary("diamond", "diamond-types 1.0.2, WebAssembly", null),
                    new TextLibrary(YARDSTICK, "Yjs 13.6.33", null),
                    new TextLibrary("loro", "Loro 1.17.1, WebAssembly", null),
                    new TextLibrary("automerge", "Automerge 3.5.0, WebAssembly", null),
                    new TextLibrary(JNI, "Automerge 0.0.7, JNI", AutomergeJni.class.getName()));

    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmn256m",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED");

    /// A process is told so long to warm up a measure.
    private static final int WARM_UP_MILLIS_JAVA = 1000;

    private static final int WARM_UP_MILLIS_NODE = 800;

    public boolean isKith() {
        return name.equals(KITH);
    }

    /// Whether what it holds is seen neither by a collector nor as memory of WebAssembly.
    boolean isNative() {
        return name.equals(JNI);
    }

    /// Whether its class is there.
    public boolean isThere() {
        if (subject == null) {
            return true;
        }
        try {
            Class.forName(subject, false, TextLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /// A process with that trace, or with none, which keeps in `folder` what takes long to make.
    public Worker start(@Nullable Path trace, Path folder) throws IOException {
        String file = trace == null ? "-" : trace.toString();
        if (subject == null) {
            return new Worker(
                    title,
                    List.of(
                            "node",
                            "--expose-gc",
                            Page.file("lab/peers/text.mjs").toString(),
                            name,
                            file,
                            folder.toString(),
                            String.valueOf(WARM_UP_MILLIS_NODE)));
        }
        return java(FLAGS, System.getProperty("java.class.path"), file);
    }

    /// The same with other flags and class path; for those in Java.
    Worker java(List<String> flags, String classPath, String trace) throws IOException {
        var command = new ArrayList<String>();
        command.add(Jvm.program("java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, TextTrial.class.getName()));
        command.addAll(List.of(String.valueOf(subject), trace));
        command.add(String.valueOf(WARM_UP_MILLIS_JAVA));
        return new Worker(title, command);
    }
}
