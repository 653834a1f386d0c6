package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the repository to the import table, the bans of the core, and the arrows between modules.
class ArchitectureTest {
    private static final Pattern MODULE_IN_POM = Pattern.compile("<artifactId>kith-(\\w+)<");

    @Test
    void everyRoomUsesOnlyWhatTheImportTableAllows() throws IOException {
        Verdict.none(Architecture.againstTable(coreUses()));
    }

    @Test
    void theCoreUsesNothingThatIsBanned() throws IOException {
        Verdict.none(Architecture.againstBans(coreUses()));
    }

    @Test
    void everySourceMentionsOnlyWhatItsModuleAndItsPackageMayUse() {
        var broken = new ArrayList<String>();
        Source.all().forEach(source -> broken.addAll(Architecture.against(source)));
        Verdict.none(broken);
    }

    @Test
    void everyModuleDependsOnlyOnTheModulesThatItMayUse() {
        assertEquals(List.of(), modulesIn("core"));
        assertEquals(List.of("core"), modulesIn("node"));
        assertTrue(
                Set.of("core", "node", "browser").containsAll(modulesIn("lab")),
                modulesIn("lab")::toString);
        assertTrue(Set.of("core", "node").containsAll(modulesIn("examples")));
    }

    @Test
    void theImportTableHasNoCycle() {
        assertEquals(List.of(), Rooms.cycle());
    }

    @Test
    void theImportTableIsReadAsItIsMeant() {
        assertEquals(Set.of(), Rooms.mayUse("clock"));
        assertEquals(Set.of("lang"), Rooms.mayUse("value"));
        assertEquals(Set.of("lang", "value"), Rooms.mayUse("schema"));
        assertEquals(Set.of("lang", "value", "clock", "identity"), Rooms.mayUse("log"));
        var behind = new TreeSet<>(Rooms.all());
        behind.removeAll(Set.of(Rooms.DOOR, "flight"));
        assertEquals(behind, Rooms.mayUse(Rooms.DOOR));
        behind.forEach(room -> assertFalse(Rooms.mayUse(room).contains(Rooms.DOOR), room));
    }

    @Test
    void architectureMdShowsTheImportTableOfThisTest() {
        assertTrue(
                Repository.text("ARCHITECTURE.md").contains(Rooms.TABLE),
                "ARCHITECTURE.md must hold the table of kith.house.Rooms, word for word");
    }

    private static List<Use> coreUses() throws IOException {
        List<Path> classes = Repository.coreClasses();
        assertFalse(classes.isEmpty(), "no compiled classes of the core found");
        var uses = new ArrayList<Use>();
        for (Path file : classes) {
            uses.addAll(Uses.of(Files.readAllBytes(file)));
        }
        return uses;
    }

    /// The other modules of ours that a module's pom names.
    private static List<String> modulesIn(String module) {
        return MODULE_IN_POM
                .matcher(Repository.text(module + "/pom.xml"))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals(module))
                .sorted()
                .toList();
    }
}
