package kith.lab.bed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.node.Running;
import kith.value.Json;

/// What somebody can do to a bed that runs, line by line.
final class Prompt {
    private static final String HELP =
            """
            status                        each peer: its process, links, and where its home is
            delay|jitter|loss|rate V      on all ways, in ms, ms, %, Mbit/s
            delay|jitter|loss|rate V A B  from peer A to peer B alone
            cut A B                       nothing passes from A to B; cut A: neither to A nor from it
            heal                          everything passes again
            kill A                        ends a peer from one moment to the next
            start A                       starts it again
            get A ADDRESS                 what a peer has there
            set A ADDRESS JSON            writes there
            traffic                       what passed""";

    private final Bed bed;

    Prompt(Bed bed) {
        this.bed = bed;
    }

    /// Does what a line says, and tells what came of it.
    String answer(String line) throws InterruptedException {
        if (line.isEmpty()) {
            return "";
        }
        String[] words = line.split(" ", 4);
        try {
            return answer(words);
        } catch (IOException | RuntimeException wrong) {
            return "not done: " + wrong.getMessage();
        }
    }

    private String answer(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "help" -> {
                return HELP;
            }
            case "status" -> {
                return status();
            }
            case "delay", "jitter", "loss", "rate" -> shape(words);
            case "cut" -> cut(words);
            case "heal" -> bed.site().cut(-1, -1, false);
            case "kill" -> bed.kill(host(words, 1));
            case "start" -> bed.start(host(words, 1));
            case "get" -> {
                return Json.print(bed.read(host(words, 1), word(words, 2)).orEmpty());
            }
            case "set" ->
                    bed.write(
                            host(words, 1),
                            word(words, 2),
                            Json.parse(word(words, 3).getBytes(StandardCharsets.UTF_8)));
            case "traffic" -> {
                return bed.site().traffic();
            }
            default -> throw new IllegalArgumentException("what is " + words[0] + "?");
        }
        return "done";
    }

    private void shape(String[] words) {
        double value = Double.parseDouble(word(words, 1));
        boolean one = words.length > 2;
        List<String> ends = one ? List.of(word(words, 2), word(words, 3)) : List.of();
        int from = one ? host(ends.get(0)) : -1;
        int to = one ? host(ends.get(1)) : -1;
        bed.site().shape(from, to, words[0], value);
    }

    private void cut(String[] words) {
        int from = host(words, 1);
        if (words.length > 2) {
            bed.site().cut(from, host(words, 2), true);
            return;
        }
        bed.site().cut(from, -1, true);
        bed.site().cut(-1, from, true);
    }

    private String status() throws IOException {
        var text = new StringBuilder();
        for (int host = 0; host < bed.size(); host++) {
            text.append(host == 0 ? "" : "\n").append(host + 1).append("  ");
            Running running = bed.home(host).running();
            if (running == null) {
                text.append("does not run");
                continue;
            }
            text.append(running.peer(), 0, 8).append("  process ").append(running.pid());
            text.append("  ").append(new Spread(bed).links(host)).append(" links  ");
            text.append(bed.home(host));
        }
        return text.toString();
    }

    private static String word(String[] words, int index) {
        if (index >= words.length) {
            throw new IllegalArgumentException("something is missing behind " + words[0]);
        }
        return words[index];
    }

    private int host(String[] words, int index) {
        return host(word(words, index));
    }

    /// People count from 1.
    private int host(String word) {
        int host = Integer.parseInt(word) - 1;
        if (host < 0 || host >= bed.size()) {
            throw new IllegalArgumentException("there is no peer " + word);
        }
        return host;
    }
}
