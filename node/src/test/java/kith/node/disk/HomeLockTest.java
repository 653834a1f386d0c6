package kith.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import kith.store.DiskFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeLockTest {
    @TempDir private Path home;

    @Test
    void aHomeIsOpenedOnceInOneProcessByWhateverPath() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link"), home);
        var first = HomeLock.take(home);
        for (Path other : new Path[] {home, link, home.resolve("x/..").normalize()}) {
            var refused = assertThrows(HomeLocked.class, () -> HomeLock.take(other));
            assertEquals("home-locked", refused.code());
            assertEquals(ProcessHandle.current().pid(), refused.pid());
        }
        first.close();
        HomeLock.take(home).close();
    }

    @Test
    void closingAnOldLockTwiceDoesNotFreeTheNewOne() {
        var first = HomeLock.take(home);
        first.close();
        var second = HomeLock.take(home);
        first.close();
        assertThrows(HomeLocked.class, () -> HomeLock.take(home));
        second.close();
    }

    @Test
    void anotherProcessIsNamedAndItsDeathFreesTheHome() throws Exception {
        Process other = holder();
        try {
            assertEquals('L', other.getInputStream().read());
            var refused = assertThrows(HomeLocked.class, () -> HomeLock.take(home));
            assertEquals(other.pid(), refused.pid());
            String text = String.valueOf(refused.getMessage());
            assertTrue(text.contains("process " + other.pid()), text);
            assertTrue(text.contains("since 20"), text);
            assertTrue(text.contains("--home"), text);
        } finally {
            other.destroyForcibly(); // kill -9
            assertTrue(other.waitFor(10, TimeUnit.SECONDS));
        }
        HomeLock.take(home).close();
    }

    private Process holder() throws IOException {
        String classes =
                String.join(
                        File.pathSeparator,
                        home(HomeLock.class),
                        home(DiskFailure.class),
                        "target/test-classes");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        Holder.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String home(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(source.toString())).toString();
    }

    /// Another process: takes the lock, says so, and waits to be killed.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            var lock = HomeLock.take(Path.of(args[0]));
            System.out.write('L');
            System.out.flush();
            System.in.read();
            lock.close();
        }
    }

    @Test
    void whatADeadProcessLeftBehindDoesNotHinder() throws IOException {
        Files.writeString(home.resolve("lock"), "12345 1970-01-01T00:00:00Z\n");
        var lock = HomeLock.take(home);
        String text = Files.readString(home.resolve("lock"), StandardCharsets.US_ASCII);
        assertTrue(text.startsWith(ProcessHandle.current().pid() + " 20"), text);
        lock.close();
    }

    @Test
    void aHomeThatIsNotThereIsNamed() {
        var failure = assertThrows(DiskFailure.class, () -> HomeLock.take(home.resolve("none")));
        assertEquals(DiskFailure.Reason.ABSENT, failure.reason());
        assertTrue(String.valueOf(failure.getMessage()).contains("none"));
    }
}
