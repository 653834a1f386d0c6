package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `./kith` in a copy of the repository, with a Maven and a JDK that only write down what they do.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    /// Every program that ./kith uses beside the shell, so that a PATH can be without Maven.
    private static final String TOOLS =
            "sh cat cp date dirname find grep head mkdir mv readlink rm rmdir sed sleep tail";

    private static final String MAVEN =
            """
            echo built >>"$BUILDS"
            if [ -n "${BROKEN:-}" ]; then echo "Foo.java:[3,4] no such symbol"; exit 1; fi
            mkdir -p node/target/product/lib
            : >node/target/product/kith-node-1.jar
            : >node/target/product/lib/kith-core-1.jar
            """;

    @TempDir Path folder;
    private Path repository;
    private Path bin;
    private Path jdk;
    private Path builds;

    @BeforeEach
    void aRepositoryWithSpacesInItsPath() throws IOException {
        repository = Files.createDirectories(folder.resolve("my code/kith of mine"));
        for (String module : List.of("core", "node")) {
            Files.createDirectories(repository.resolve(module + "/src/main/java"));
            Files.createFile(repository.resolve(module + "/pom.xml"));
        }
        Files.createFile(repository.resolve("pom.xml"));
        Files.createDirectory(repository.resolve(".dev"));
        for (String file : List.of("kith", ".dev/jdk.sh", ".dev/build.sh")) {
            Files.copy(Repository.ROOT.resolve(file), repository.resolve(file));
        }
        jdk = folder.resolve("jdk");
        Shell.script(jdk.resolve("bin/java"), "pwd; printf '<%s>\\n' \"$@\"; echo pid $$\n");
        Shell.script(jdk.resolve("bin/javac"), "exit 1\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"99\"\n");
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS.split(" ")) {
            Files.createSymbolicLink(bin.resolve(tool), tool(tool));
        }
        Shell.script(bin.resolve("mvn"), MAVEN);
        builds = folder.resolve("builds");
    }

    @Test
    void theFirstCallBuildsAndTheNextDoesNot() throws IOException {
        Shell.Outcome first = kith("get", "tasks");
        assertEquals(0, first.code(), first.said());
        assertTrue(first.said().contains("building Kith"), first.said());
        Shell.Outcome second = kith("get", "tasks");
        assertFalse(second.said().contains("building"), second.said());
        assertEquals(1, buildsDone());
    }

    @Test
    void anEditedSourceAndADeletedOneAreBuiltAgain() throws IOException {
        Path source = Files.createFile(repository.resolve("core/src/main/java/A.java"));
        kith("status");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        kith("status");
        assertEquals(2, buildsDone());
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(5)));
        kith("status");
        assertEquals(3, buildsDone());
    }

    @Test
    void theProductRunsInTheFolderOfTheUserWithItsArgumentsUntouched() throws IOException {
        Path link = folder.resolve("a link");
        Files.createSymbolicLink(link, Path.of("my code/kith of mine/kith"));
        Path elsewhere = Files.createDirectory(folder.resolve("else where"));
        Shell.Outcome ran = shell().in(elsewhere).run(link, "set", "a b/c", "\"2 *\"", "");
        assertEquals(0, ran.code(), ran.said());
        String said = ran.said();
        assertTrue(said.contains(elsewhere.toRealPath() + "\n"), said);
        assertTrue(said.contains("<kith.node.cli.Main>\n<set>\n<a b/c>\n<\"2 *\">\n<>\n"), said);
        assertTrue(said.contains("<-XX:+UseSerialGC>"), said);
    }

    @Test
    void aPeerRunsWithOptionsForALongLife() throws IOException {
        Shell.Outcome ran = shell().with("KITH_JAVA_OPTS", "-Xmx1g -Dx=y").run(script(), "up");
        assertTrue(ran.said().contains("<-XX:+ExitOnOutOfMemoryError>"), ran.said());
        assertTrue(ran.said().contains("<-Xmx1g>\n<-Dx=y>\n"), ran.said());
        assertFalse(ran.said().contains("TieredStopAtLevel"), ran.said());
    }

    @Test
    void theProductTakesThePlaceOfTheScriptSoThatSignalsReachIt() throws IOException {
        kith("status");
        Process process = shell().start(script(), "status");
        long pid = process.pid();
        assertTrue(Shell.end(process).said().contains("pid " + pid + "\n"));
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLogAndRunsNothing() throws IOException {
        Shell.Outcome ran = shell().with("BROKEN", "yes").run(script(), "status");
        assertEquals(1, ran.code());
        assertTrue(ran.said().contains("Foo.java:[3,4] no such symbol"), ran.said());
        assertTrue(ran.said().contains(".kith-build/build.log"), ran.said());
        assertFalse(ran.said().contains("kith.node.cli.Main"), ran.said());
        assertEquals(0, kith("status").code(), "the lock of the failed build must be gone");
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws IOException {
        Files.delete(bin.resolve("mvn"));
        Shell.Outcome ran = kith("status");
        assertEquals(1, ran.code());
        assertTrue(ran.said().contains("apt install maven"), ran.said());
    }

    @Test
    void callsAtTheSameTimeBuildOnce() throws IOException {
        Process one = shell().start(script(), "status");
        Process two = shell().start(script(), "status");
        Process three = shell().start(script(), "status");
        for (Process process : List.of(one, two, three)) {
            Shell.Outcome ran = Shell.end(process);
            assertEquals(0, ran.code(), ran.said());
        }
        assertEquals(1, buildsDone());
    }

    @Test
    void theLockOfABuildThatWasKilledIsTakenOver() throws IOException {
        Process gone = shell().start("sh", "-c", "exit 0");
        Shell.end(gone);
        Path lock = Files.createDirectories(repository.resolve(".kith-build/lock"));
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
        Shell.Outcome ran = kith("status");
        assertEquals(0, ran.code(), ran.said());
        assertFalse(ran.said().contains("waiting"), ran.said());
        assertFalse(Files.exists(lock));
    }

    @Test
    void onlyTheProductAndTheOneBeforeItAreKept() throws IOException {
        Path work = Files.createDirectories(repository.resolve(".kith-build"));
        Files.createDirectory(work.resolve("app-1"));
        Files.createDirectory(work.resolve("app-2"));
        Files.writeString(work.resolve("current"), "app-2\n");
        Files.setLastModifiedTime(work.resolve("current"), FileTime.from(Instant.EPOCH));
        kith("status");
        String current = Files.readString(work.resolve("current")).strip();
        try (var files = Files.list(work)) {
            List<String> apps =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("app-"))
                            .sorted()
                            .toList();
            assertEquals(List.of(current, "app-2"), apps);
        }
    }

    @Test
    void whatAnEarlierVersionLeftIsNoPartOfTheProduct() throws IOException {
        Path product = Files.createDirectories(repository.resolve("node/target/product/lib"));
        Files.createFile(product.resolveSibling("kith-node-0.jar"));
        Files.createFile(product.resolve("kith-core-0.jar"));
        kith("status");
        Path work = repository.resolve(".kith-build");
        Path current = work.resolve(Files.readString(work.resolve("current")).strip());
        try (var files = Files.list(current)) {
            List<String> jars = files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(List.of("kith-core-1.jar", "kith-node-1.jar"), jars);
        }
    }

    @Test
    void whoAsksForNoBuildGetsNone() throws IOException {
        Shell.Outcome ran = shell().with("KITH_NO_BUILD", "1").run(script(), "status");
        assertEquals(1, ran.code());
        assertTrue(ran.said().contains("nothing has been built yet"), ran.said());
        assertEquals(0, buildsDone());
    }

    private Shell shell() {
        return new Shell()
                .with("HOME", folder)
                .with("JAVA_HOME", jdk)
                .with("PATH", bin)
                .with("BUILDS", builds)
                .in(folder);
    }

    private Path script() {
        return repository.resolve("kith");
    }

    private Shell.Outcome kith(String... arguments) throws IOException {
        Object[] command = new Object[arguments.length + 1];
        command[0] = script();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return shell().run(command);
    }

    private int buildsDone() throws IOException {
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    private static Path tool(String name) {
        for (String place : List.of("/bin", "/usr/bin")) {
            if (Files.exists(Path.of(place, name))) {
                return Path.of(place, name);
            }
        }
        throw new AssertionError("no " + name + " in /bin or /usr/bin");
    }
}
