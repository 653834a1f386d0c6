package kith.lab.tab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.Engine;
import kith.lang.Bytes;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole engines, told in Chromium what engines of simulated worlds were told on the JVM: each step
/// has the same effects, byte by byte.
@Tag("soak")
final class EngineInTabTest {
    private static final int SECONDS_MAX =
            240; // they took 20 on two cores that had much else to do
    private static final int STEPS_MIN = 10_000;

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path FOLDER = MODULE.resolve("target/tab");

    /// Storms with what [#HAPPENS] names; another change to the lab makes other worlds of them.
    private static final List<Long> STORMS = List.of(22L, 28L, 112L);

    private static final long LISTS = 1;

    /// What a peer meets, and so must be in the records.
    private static final Set<String> HAPPENS =
            Set.of(
                    "reopened",
                    "removal",
                    "Invite",
                    "Join",
                    "Prune",
                    "Watch",
                    "Put",
                    "Remove",
                    "Add",
                    "Insert",
                    "Take",
                    "Splice",
                    "PutText",
                    "ListSplice",
                    "ListMove");

    @BeforeAll
    static void compile() {
        assumeTrue(TabScript.isThere(), "no Chromium, or no packages of web/: see ./dev test");
        List<Path> classes =
                List.of(TabModule.home(EngineReplay.class), TabModule.home(Engine.class));
        String entry = ReplayInTab.class.getName();
        new TabModule(FOLDER.resolve("replay.js"), entry, classes, false).compile();
    }

    @Test
    void eachStepHasInChromiumTheEffectsThatItHasOnTheJvm() throws Exception {
        var recordings = new Recordings();
        STORMS.forEach(recordings::storm);
        assertTrue(recordings.list(LISTS) > 0, "the list is not the same for both, or empty");
        var missing = new TreeSet<>(HAPPENS);
        missing.removeAll(recordings.happened());
        assertEquals(Set.of(), missing, "this does not happen");
        List<Bytes> records = recordings.records();
        Path folder = FOLDER.resolve("records");
        long steps = write(records, folder);
        assertTrue(steps > STEPS_MIN, steps + " steps");
        System.out.println(records.size() + " engines take " + steps + " steps in Chromium");
        String path = MODULE.resolve("..").normalize().relativize(folder).toString();
        long same = 0;
        for (String line : TabScript.run("lab/tab/replay.mjs", List.of(path), SECONDS_MAX)) {
            var told = (Value.Obj) Json.parse(line);
            int at = number(told, "same");
            same += at;
            if (!new Value.Text("").equals(told.find("different"))) {
                fail(line + "\nOn the JVM: " + stepOf(records.get(number(told, "record")), at));
            }
        }
        assertTrue(same == steps, same + " of " + steps + " steps were taken");
    }

    /// Writes each record, and beside it what comes of it on the JVM; answers the number of steps.
    private static long write(List<Bytes> records, Path folder) throws IOException {
        Files.createDirectories(folder);
        long steps = 0;
        for (int i = 0; i < records.size(); i++) {
            var hashes = new ArrayList<String>();
            for (var replay = new EngineReplay(records.get(i)); !replay.isOver(); ) {
                hashes.add(replay.next());
            }
            Files.write(folder.resolve(i + ".record"), records.get(i).toArray());
            Files.write(folder.resolve(i + ".hashes"), hashes);
            steps += hashes.size();
        }
        Files.writeString(folder.resolve("records"), String.valueOf(records.size()));
        return steps;
    }

    private static String stepOf(Bytes record, int number) {
        var replay = new EngineReplay(record);
        for (int i = 0; i <= number; i++) {
            replay.next();
        }
        return replay.told();
    }

    private static int number(Value.Obj of, String name) {
        return of.find(name) instanceof Value.Int(long number) ? (int) number : -1;
    }
}
