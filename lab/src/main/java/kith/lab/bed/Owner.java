package kith.lab.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the names begin with of all that one bed makes: `kithbed-`, and the process whose bed it is
/// by its number and the tick in which it began, since numbers are given again.
///
/// @param pid the process
/// @param began when, in ticks since the machine was started
record Owner(long pid, long began) {
    static final String PREFIX = "kithbed-";

    /// Field 22 of `proc_pid_stat(5)`, counted from the one behind the name.
    private static final int START_BEHIND_NAME = 19;

    static Owner ofThis() throws IOException {
        long pid = ProcessHandle.current().pid();
        return new Owner(pid, began(pid));
    }

    /// Whose something of that name is.
    ///
    /// @throws IllegalArgumentException when no bed gives such names
    static Owner of(String name) {
        String[] parts = name.split("-");
        if (!name.startsWith(PREFIX) || parts.length < 3) {
            throw new IllegalArgumentException("no name that a bed gives: " + name);
        }
        return new Owner(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    /// The name of one thing of it.
    String name(String of) {
        return PREFIX + pid + '-' + began + '-' + of;
    }

    boolean lives() {
        try {
            return began(pid) == began;
        } catch (IOException gone) {
            return false;
        }
    }

    private static long began(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        if (fields[0].equals("Z")) {
            throw new IOException("process " + pid + " has ended");
        }
        return Long.parseLong(fields[START_BEHIND_NAME]);
    }
}
