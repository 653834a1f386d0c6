package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// How `.dev/jdk.sh` finds a JDK, with JDKs that are no more than their files.
@DisabledOnOs(OS.WINDOWS)
class JdkSearchTest {
    private static final String FIND = "set -eu; . \"$1\"; find_jdk; echo \"$JAVA_HOME\"";

    /// Newer than any JDK that this machine may have in the usual places.
    private static final String FIND_99 = "set -eu; . \"$1\"; jdk_oldest=99; find_jdk";

    @TempDir Path folder;
    private Path home;

    @BeforeEach
    void aHomeWithoutJdks() throws IOException {
        home = Files.createDirectory(folder.resolve("my home"));
    }

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws IOException {
        Path jdk = jdk("25 of JAVA_HOME", "25.0.3");
        Path other = jdk("on the path", "25.0.1");
        assertEquals(jdk + "\n", find(FIND, jdk, other.resolve("bin")).said());
    }

    @Test
    void anOldJavaHomeIsPassedOverForTheJavaOnThePath() throws IOException {
        Path old = jdk("seventeen", "17.0.15");
        Path links = Files.createDirectory(folder.resolve("links"));
        Path jdk = jdk("twenty six", "26");
        Files.createSymbolicLink(links.resolve("java"), Path.of("../twenty six/bin/java"));
        assertEquals(jdk.toRealPath(), real(find(FIND, old, links)));
    }

    @Test
    void aScriptThatChoosesAmongJdksIsAskedWhichItTakes() throws IOException {
        Path jdk = jdk("chosen", "25.0.3");
        String says = "echo '    java.home = " + jdk + "'";
        Path shims = folder.resolve("shims");
        Shell.script(shims.resolve("java"), says);
        assertEquals(jdk.toRealPath(), real(find(FIND, folder.resolve("none"), shims)));
    }

    @Test
    void aJdkInTheHomeOfTheUserIsFound() throws IOException {
        Path jdk = home.resolve(".sdkman/candidates/java/99.0.1-tem");
        Files.createDirectories(jdk.getParent());
        Files.move(jdk("moved", "99.0.1"), jdk);
        Shell.Outcome found = find(FIND_99 + "; echo \"$JAVA_HOME\"", folder, folder);
        assertEquals(jdk + "\n", found.said());
    }

    @Test
    void anOldVersionWithADotIsNotTakenForANewOne() throws IOException {
        Path eight = jdk("eight", "1.8.0_402");
        assertEquals(1, find(FIND_99, eight, folder).code());
        assertTrue(find(FIND_99, eight, folder).said().contains(eight + " is version 1\n"));
    }

    @Test
    void withoutAnyJdkItSaysWhatWasFoundAndWhatToInstall() throws IOException {
        Path old = jdk("old", "25.0.3");
        Path runtime = jdk("runtime", "99");
        Files.delete(runtime.resolve("bin/javac"));
        Shell.Outcome found = find(FIND_99, old, runtime.resolve("bin"));
        assertEquals(1, found.code());
        for (String part :
                new String[] {
                    "needs a JDK 99 or newer",
                    "JAVA_HOME (" + old + ")",
                    old + " is version 25",
                    runtime + " has no compiler",
                    "/usr/lib/jvm",
                    "https://adoptium.net",
                    "apt install openjdk-99-jdk"
                }) {
            assertTrue(found.said().contains(part), part + " is missing in:\n" + found.said());
        }
    }

    private Shell.Outcome find(String script, Path javaHome, Path path) {
        return new Shell()
                .with("HOME", home)
                .with("JAVA_HOME", javaHome)
                .with("PATH", path + ":/usr/bin:/bin")
                .run("sh", "-c", script, "sh", Repository.ROOT.resolve(".dev/jdk.sh"));
    }

    private static Path real(Shell.Outcome found) throws IOException {
        return Path.of(found.said().strip()).toRealPath();
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = folder.resolve(name);
        Shell.script(jdk.resolve("bin/java"), "exit 1\n");
        Shell.script(jdk.resolve("bin/javac"), "exit 1\n");
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return jdk;
    }
}
