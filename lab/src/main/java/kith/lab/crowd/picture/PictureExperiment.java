package kith.lab.crowd.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.port.Now;
import kith.talk.Fields;

/// A minute of a board in which some crash, some stand still, and the leader of a cluster is
/// killed; recorded for the console's page *Network*.
public final class PictureExperiment implements Experiment {
    private static final int SETTLING_SECONDS = 180;
    private static final long STEP_NANOS = 100 * Now.MILLI;
    private static final int STEPS_A_SECOND = 10;

    /// An update every two and a half seconds, a large one after a small one.
    private static final int UPDATE_STEPS = 25;

    private static final int SMALL_BYTES = 200;
    private static final int LARGE_BYTES = 20_000;
    private static final int CRASH_STEP = 120;
    private static final int LEADER_STEP = 240;
    private static final int STILL_STEP = 370;
    private static final int STILL_STEPS = 17;
    private static final int RETURN_STEP = 450;

    @Override
    public String name() {
        return "picture";
    }

    @Override
    public String about() {
        return "a recording for the console's picture of a board";
    }

    @Override
    public void run(String... arguments) throws IOException {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "500");
        usual.put("seconds", "60");
        usual.put("seed", "1");
        usual.put("out", "picture.json");
        Choices choices = Choices.parse(this, usual, arguments);
        Path out = Path.of(choices.text("out"));
        byte[] document =
                document(choices.count("peers"), choices.count("seconds"), choices.seed());
        Files.write(out, document);
        System.out.println(out + ", " + document.length / 1_000 + " kB: open it in the console");
    }

    /// What the file has in it.
    public static byte[] document(int peers, int seconds, long seed) {
        var story = new Story(peers, seed);
        story.quarter.settle(SETTLING_SECONDS);
        story.quarter.recording.begin();
        for (int step = 0; step < seconds * STEPS_A_SECOND; step++) {
            story.befall(step);
            story.quarter.run(STEP_NANOS);
        }
        String about = peers + " simulated peers, " + seconds + " s, seed " + seed;
        return Fields.json(story.quarter.recording.document(about));
    }

    /// What is written, and what befalls them.
    private static final class Story {
        final Quarter quarter;
        private final List<Integer> gone = new ArrayList<>();
        private final List<Integer> still = new ArrayList<>();
        private int updates;

        Story(int peers, long seed) {
            quarter = new Quarter(peers, seed);
        }

        /// Three in a hundred crash; later a leader does; two stand still and go on; and who
        /// crashed comes back.
        void befall(int step) {
            if (step % UPDATE_STEPS == UPDATE_STEPS / 5) {
                write();
            }
            switch (step) {
                case CRASH_STEP -> crash(quarter.some(1 + quarter.size() * 3 / 100));
                case LEADER_STEP -> crash(quarter.leaders().stream().limit(1).toList());
                case STILL_STEP -> {
                    still.addAll(quarter.some(2));
                    still.forEach(quarter::crash);
                }
                case STILL_STEP + STILL_STEPS -> still.forEach(quarter::wake);
                case RETURN_STEP -> gone.forEach(quarter::join);
                default -> {}
            }
        }

        private void crash(List<Integer> some) {
            gone.addAll(some);
            some.forEach(quarter::crash);
        }

        private void write() {
            int by = quarter.some(1).getFirst();
            boolean small = updates++ % 2 == 0;
            String label = (small ? "notes/" : "photos/") + updates;
            int sizeBytes = small ? SMALL_BYTES : LARGE_BYTES;
            quarter.recording.published(updates, by, label, sizeBytes);
            quarter.peer(by).spreading.publish(updates, sizeBytes);
        }
    }
}
