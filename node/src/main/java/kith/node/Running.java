package kith.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.value.Json;
import kith.value.Value;

/// What a peer that runs tells about itself in its home, for the command line: the content of
/// `http.json`.
///
/// @param host where HTTP listens, as others write it in a URL (IPv6 in brackets)
/// @param tokenFile the file in the home with the token that HTTP asks for where it is not bound to
///     this machine alone
public record Running(
        long pid,
        String peer,
        String host,
        int httpPort,
        int linkPort,
        long startedAtMillis,
        String tokenFile) {

    /// Where HTTP is.
    public String url() {
        return "http://" + host + ":" + httpPort;
    }

    /// Whether that process is still there. One that has ended counts as gone also while nobody has
    /// asked for its exit code: in a container there is often nobody who does.
    public boolean lives() {
        boolean listed = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        return listed && !isZombie(pid);
    }

    /// Linux tells the state behind the name of the program, which stands in parentheses and may
    /// have some itself (`proc_pid_stat(5)`).
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException notLinux) {
            return false;
        }
    }

    byte[] toBytes() {
        var names =
                List.of(
                        "pid",
                        "peer",
                        "url",
                        "host",
                        "httpPort",
                        "linkPort",
                        "startedAtMillis",
                        "tokenFile");
        List<Value> values =
                List.of(
                        Value.Int.of(pid),
                        new Value.Text(peer),
                        new Value.Text(url()),
                        new Value.Text(host),
                        Value.Int.of(httpPort),
                        Value.Int.of(linkPort),
                        Value.Int.of(startedAtMillis),
                        new Value.Text(tokenFile));
        String text = Json.printIndented(Value.Obj.of(names, values)) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Reads it; whatever is wrong with it is a [kith.lang.Malformed].
    static Running parse(byte[] content) {
        Value value = Json.parse(content);
        return new Running(
                number(value, "pid"),
                text(value, "peer"),
                text(value, "host"),
                (int) number(value, "httpPort"),
                (int) number(value, "linkPort"),
                number(value, "startedAtMillis"),
                text(value, "tokenFile"));
    }

    private static long number(Value in, String name) {
        if (in instanceof Value.Obj obj && obj.find(name) instanceof Value.Int(long value)) {
            return value;
        }
        throw new kith.lang.Malformed("http.json has no number " + name);
    }

    private static String text(Value in, String name) {
        if (in instanceof Value.Obj obj && obj.find(name) instanceof Value.Text(String value)) {
            return value;
        }
        throw new kith.lang.Malformed("http.json has no text " + name);
    }
}
