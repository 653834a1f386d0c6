package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import kith.node.Home;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs no peer.
final class MainTest {
    @TempDir Path folder;

    @Test
    void withoutAWordItShowsWhatThereIs() {
        Typed typed = Typed.of(List.of());
        assertEquals(2, typed.exit());
        for (String name : Catalogue.NAMES) {
            assertTrue(typed.out().contains("  " + name + " "), name);
        }
        assertEquals(0, Typed.of(List.of("help")).exit());
        assertEquals(typed.out(), Typed.of(List.of("--help")).good());
    }

    @Test
    void everyCommandExplainsItselfWithAnExampleWithinEightyColumns() {
        for (Command command : Catalogue.all()) {
            Spec spec = command.spec();
            String help = Typed.of(List.of("help", spec.name())).good();
            assertTrue(help.contains("  kith " + spec.name()), help);
            assertFalse(spec.examples().isEmpty(), spec.name());
            assertFalse(spec.summary().endsWith("."), spec.name());
            for (String line : help.lines().toList()) {
                assertTrue(line.length() <= 80, () -> line.length() + " columns: " + line);
            }
            assertEquals(help, Typed.of(List.of(spec.name(), "--help")).good());
            assertEquals(help, Typed.of(List.of("-h", spec.name(), "--no-such")).good());
        }
    }

    @Test
    void aCommandThatIsNoneIsRefusedWithAGuess() {
        Typed typed = Typed.of(List.of("statsu"));
        assertEquals(2, typed.exit());
        assertEquals(
                """
                kith: there is no command "statsu"; did you mean `kith status`? (usage)
                All commands: kith help
                """,
                typed.err());
    }

    @Test
    void whoIsStaleIsSoAfterTwoHeartbeatsAtTheLeast() {
        Home home = Home.at(folder.resolve("none"));
        Typed soon = Typed.at(home, "up", "--heartbeat", "4", "--stale", "7");
        assertEquals(2, soon.exit());
        assertTrue(soon.err().contains("--stale is \"7\", expected a whole number from 8 to 600"));
    }

    @Test
    void whatNeedsAPeerSaysThatNoneRunsAndHowToStartOne() {
        Home home = Home.at(folder.resolve("none"));
        for (String[] words :
                new String[][] {
                    {"get", "a"},
                    {"set", "a/b", "1"},
                    {"rm", "a"},
                    {"add", "a", "1"},
                    {"watch", "a"},
                    {"import", "a", "x.json"},
                    {"export", "a"},
                    {"fill", "a"},
                    {"invite"},
                    {"join", "kith:x"},
                    {"boards"},
                    {"members"},
                    {"remove-member", "x"},
                    {"revoke", "x"},
                    {"compare", "x"},
                    {"connect", "x:1"},
                    {"find", "x"},
                    {"trace", "x"},
                    {"status"},
                    {"down"}
                }) {
            Typed typed = Typed.at(home, words);
            assertEquals(4, typed.exit(), words[0]);
            assertTrue(typed.err().startsWith("kith: no peer is running in " + home), typed.err());
            assertTrue(typed.err().contains(" up`"), typed.err());
        }
    }

    @Test
    void aHomeWithoutAStoreCannotBeVerified() {
        Typed typed = Typed.at(Home.at(folder), "verify");
        assertEquals(1, typed.exit());
        assertTrue(typed.err().contains("(store-missing)"), typed.err());
    }

    @Test
    void aHomeThatCannotBeOneIsNoMistakeOfKiths() throws java.io.IOException {
        java.nio.file.Path file = java.nio.file.Files.createFile(folder.resolve("file"));
        for (Home home : List.of(Home.at(file), Home.at(file.resolve("below")))) {
            for (String[] words : new String[][] {{"up"}, {"up", "--detach"}, {"status"}}) {
                Typed typed = Typed.at(home, words);
                assertEquals(1, typed.exit(), typed.err());
                assertTrue(typed.err().contains("(home-unusable)"), typed.err());
            }
        }
    }

    @Test
    void aStackTraceIsForWhoAsksForIt() {
        Home home = Home.at(folder);
        assertFalse(Typed.at(home, "status").err().contains("    at "));
        assertTrue(Typed.at(home, "status", "-v").err().contains("kith.node.cli.Main.run("));
    }

    @Test
    void theVersionIsTold() {
        assertTrue(Typed.of(List.of("version")).good().startsWith("kith/"));
        assertTrue(Typed.of(List.of("--version")).good().startsWith("kith/"));
    }
}
