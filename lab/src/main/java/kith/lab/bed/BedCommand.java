package kith.lab.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;

/// `./dev bed`: peers in networks of their own, for somebody to try things with, and scenarios that
/// measure.
public final class BedCommand {
    private static final String HELP =
            """
            ./dev bed up N [OPTION…]      N real peers on one board, and a prompt: help says what it takes
            ./dev bed run spread [N]      how long an update takes from one peer to all, beside the same
                                          in the simulator (16)
            ./dev bed run idle [N]        processor time and memory of idle peers (16)
            ./dev bed clean               removes what a bed left that was killed

              --delay MS       one way between any two (run: 40)
              --jitter MS      up to so much more
              --loss PERCENT   of packets
              --rate MBIT      in a second, for each way
              --nat LIST       who is behind a router, such as 3:cone,5:symmetric
              --loopback       without networks: relays in this process that delay streams
              --rounds N       how many updates of a peer count (20)
              --boards N       boards of real peers, one after the other (run spread: 3)
              --write          puts the tables into docs/network.md
            """;

    private static final int PEERS = 16;
    private static final double DELAY_MILLIS = 40;
    private static final String PAGE = "docs/network.md";

    private BedCommand() {}

    public static void main(String[] arguments) throws Exception {
        try {
            run(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n\n" + HELP);
            System.exit(2);
        }
        System.exit(0);
    }

    private static void run(List<String> arguments) throws Exception {
        BedOptions options = BedOptions.parse(arguments);
        String what = options.words().isEmpty() ? "help" : options.words().getFirst();
        switch (what) {
            case "up" -> up(options);
            case "run" -> scenario(options);
            case "clean" -> clean();
            case "help", "--help", "-h" -> System.out.print(HELP);
            default -> throw new IllegalArgumentException("there is no ./dev bed " + what);
        }
    }

    private static void clean() throws IOException {
        Leftovers.remove().forEach(one -> System.out.println("removed " + one));
    }

    private static void up(BedOptions options) throws Exception {
        try (Bed bed = gathered(options, options.number(1, PEERS));
                var in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            shape(bed, options, options.delayMillis());
            System.out.println("ready (help says what there is; the end of the input ends it)");
            var prompt = new Prompt(bed);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(prompt.answer(line.strip()));
            }
        }
    }

    private static Bed gathered(BedOptions options, int peers) throws Exception {
        clean();
        String hindrance = options.loopback() ? "--loopback" : Networks.hindrance();
        Bed bed = Bed.of(options.nats(peers), hindrance);
        System.out.println(
                peers
                        + " peers over "
                        + bed.site().words()
                        + (hindrance == null ? "" : " (" + hindrance + ")"));
        boolean good = false;
        try {
            bed.gather(ready -> System.err.println(ready + " of " + peers + " peers ready"));
            good = true;
            return bed;
        } finally {
            if (!good) {
                bed.close();
            }
        }
    }

    private static void scenario(BedOptions options) throws Exception {
        String name = options.words().size() > 1 ? options.words().get(1) : "";
        int peers = options.number(2, PEERS);
        double delay = options.shape().getOrDefault("delay", DELAY_MILLIS);
        String text =
                switch (name) {
                    case "spread" -> spread(options, peers, delay);
                    case "idle" ->
                            onBoard(
                                    options,
                                    peers,
                                    delay,
                                    (bed, spread) -> new Idle(bed).measured().toString());
                    default ->
                            throw new IllegalArgumentException(
                                    "there is no scenario \"" + name + '"');
                };
        Page.publishTimed(PAGE, section(name, delay), text, options.write());
    }

    private static String spread(BedOptions options, int peers, double delay) throws Exception {
        var comparison = new Comparison(peers, (long) (delay * 1e6), options.rounds());
        String head = "";
        for (int board = 0; board < options.boards(); board++) {
            head =
                    onBoard(
                            options,
                            peers,
                            delay,
                            (bed, spread) -> {
                                comparison.measure(spread);
                                return "";
                            });
        }
        comparison.simulate();
        return head + comparison.text();
    }

    /// What is measured on a board of real peers that are ready.
    private interface Measurement {
        String of(Bed bed, Spread spread) throws IOException;
    }

    /// What it says, below how the peers were linked.
    private static String onBoard(
            BedOptions options, int peers, double delay, Measurement measurement) throws Exception {
        try (Bed bed = gathered(options, peers)) {
            var spread = new Spread(bed);
            spread.settle();
            spread.warm();
            shape(bed, options, delay);
            String figures = measurement.of(bed, spread);
            System.out.println("passed: " + bed.site().traffic());
            return "%d peers over %s; %s ms one way.\n\n%s"
                    .formatted(peers, bed.site().words(), Table.figure(delay), figures);
        }
    }

    /// Each delay has a section of its own.
    private static String section(String scenario, double delayMillis) {
        return "bed-" + scenario + (delayMillis == DELAY_MILLIS ? "" : "-" + (int) delayMillis);
    }

    private static void shape(Bed bed, BedOptions options, double delayMillis) {
        options.shape().forEach((name, value) -> bed.site().shape(-1, -1, name, value));
        bed.site().shape(-1, -1, "delay", delayMillis);
    }
}
