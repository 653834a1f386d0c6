package kith.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import kith.value.Json;
import kith.value.Value;

/// What a peer that runs tells about itself in its home, for the command line: the content of
/// `http.json`.
///
/// @param begun what tells this process apart from one that later gets its number
/// @param host where HTTP listens, as others write it in a URL (IPv6 in brackets)
/// @param tokenFile the file in the home with the token that HTTP asks for where it is not bound to
///     this machine alone
public record Running(
        long pid,
        String begun,
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

    /// Of this process.
    static Running ofThis(String peer, String host, int httpPort, int linkPort, String tokenFile) {
        long pid = ProcessHandle.current().pid();
        return new Running(
                pid,
                begun(pid),
                peer,
                host,
                httpPort,
                linkPort,
                System.currentTimeMillis(),
                tokenFile);
    }

    /// Whether that process is still there, and no other that got its number: in a container the
    /// first process of each run has the same. One that has ended counts as gone also while nobody
    /// has asked for its exit code: in a container there is often nobody who does.
    public boolean lives() {
        boolean listed = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        return listed && !isZombie(pid) && begun.equals(begun(pid));
    }

    /// When a process began. On Linux it is counted in ticks since the machine was started, and the
    /// machine says which of its starts that was; neither changes when somebody sets the clock, as
    /// what the JDK tells does.
    private static String begun(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String start = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return start + "/" + fields[STARTTIME_BEHIND_NAME];
        } catch (IOException notLinux) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(Instant::toString)
                    .orElse("");
        }
    }

    /// Field 22 of `proc_pid_stat(5)`; the one behind the name is the third.
    private static final int STARTTIME_BEHIND_NAME = 19;

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
                        "begun",
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
                        new Value.Text(begun),
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
                text(value, "begun"),
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
