package kith.lab.bench.keys;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.host.TempFolder;

/// Kith's keyed values in a process of its own. It answers `measure NAME` with a line:
/// milliseconds, or microseconds for one write, then bytes, and for a sync rounds and messages.
/// `lab/peers/keys.mjs` does the same.
public final class KeysTrial {
    private KeysTrial() {}

    /// The argument: how many keys.
    public static void main(String[] arguments) throws Exception {
        try (var folder = new TempFolder()) {
            var keys = new KithKeys(Integer.parseInt(arguments[0]), folder.at("homes"));
            Costs.processNanosExact(); // finds its clock
            System.out.println("ready");
            var orders =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(answer(keys, order.split(" ", -1)[1]));
            }
        }
    }

    private static String answer(KithKeys keys, String measure) {
        try {
            return keys.measure(measure);
        } catch (Exception problem) {
            problem.printStackTrace();
            return "failed " + problem;
        }
    }
}
