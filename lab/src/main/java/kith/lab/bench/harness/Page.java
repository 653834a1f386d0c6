package kith.lab.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `docs/performance.md`, or `docs/browser.md`: each benchmark owns what stands between its two
/// marks there, and replaces it when it is told to `--write`. What stands around the marks is
/// written by hand.
///
/// ```
/// <!-- bench signals -->
/// … replaced …
/// <!-- end signals -->
/// ```
public final class Page {
    private Page() {}

    /// Prints `text` (Markdown, without a heading), and with `--write` puts it on the page under
    /// the machine and the date. A section that is not there yet is appended.
    public static void publish(String name, String text, Options options) throws IOException {
        publish("docs/performance.md", name, text, options);
    }

    /// The same on another page.
    public static void publish(String page, String name, String text, Options options)
            throws IOException {
        boolean rough = options.write() && options.quick();
        var about = "*" + machine() + "; medians of " + options.rounds() + ".*";
        put(page, name, about + "\n\n" + text, options.write() && !rough);
        if (rough) {
            System.err.println("--quick is too rough for the page; nothing was written.");
        }
    }

    /// The same of what has no such options.
    public static void publishTimed(String page, String name, String text, boolean write)
            throws IOException {
        put(page, name, "*" + machine() + ".*\n\n" + text, write);
    }

    /// The same of what comes out alike on every machine, since it follows from its seeds.
    public static void publish(String page, String name, String text, boolean write)
            throws IOException {
        put(page, name, text, write);
    }

    /// Puts a picture beside the pages, and says how a page shows it.
    public static String image(String name, Plot plot, boolean write) throws IOException {
        if (write) {
            var file = file("docs/images").resolve(name + ".svg");
            Files.writeString(file, plot.svg());
            System.err.println("wrote " + file);
        }
        return "![" + plot.title() + "](images/" + name + ".svg)\n";
    }

    private static void put(String page, String name, String text, boolean write)
            throws IOException {
        var body = text.strip() + "\n";
        System.out.println(body);
        if (write) {
            var file = file(page);
            Files.writeString(file, replaced(Files.readString(file), name, body));
            System.err.println("wrote the section " + name + " of " + file);
        }
    }

    static String replaced(String page, String name, String body) {
        var start = "<!-- bench " + name + " -->\n";
        var end = "<!-- end " + name + " -->\n";
        int from = page.indexOf(start);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            return page.strip() + "\n\n## " + name + "\n\n" + start + body + end;
        }
        return page.substring(0, from + start.length()) + body + page.substring(to);
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%s; %s, %d processors, %d GiB; Java %s (%s)",
                LocalDate.now(ZoneOffset.UTC),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(memoryBytes() / (double) (1 << 30)),
                System.getProperty("java.version"),
                System.getProperty("java.vendor"));
    }

    private static String processor() {
        var model = field(Path.of("/proc/cpuinfo"), "model name");
        return model != null ? model : System.getProperty("os.arch");
    }

    private static long memoryBytes() {
        var total = field(Path.of("/proc/meminfo"), "MemTotal");
        return total == null ? 0 : Long.parseLong(total.replace(" kB", "").strip()) * 1024;
    }

    private static @Nullable String field(Path file, String name) {
        try {
            for (var line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notHere) {
            // another system than Linux
        }
        return null;
    }

    /// A file of the repository, found from where the classes lie, so that the working folder does
    /// not matter.
    public static Path file(String name) {
        var source = Page.class.getProtectionDomain().getCodeSource();
        for (var folder = source == null ? null : Path.of(source.getLocation().getPath());
                folder != null;
                folder = folder.getParent()) {
            var file = folder.resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IllegalStateException("there is no " + name + " above the classes");
    }
}
