package kith.lab.bed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What somebody types behind `./dev bed up` and `run`.
///
/// @param words what is no option, in order
/// @param shape what every way does, by the names of [Shape#with]
/// @param nats who is behind a router, by the number of the host, from 1 on
/// @param rounds how many updates of a peer count
/// @param boards how many boards of real peers are made, one after the other
/// @param loopback whether relays are wanted although networks could be made
record BedOptions(
        List<String> words,
        Map<String, Double> shape,
        Map<Integer, Nat> nats,
        int rounds,
        int boards,
        boolean loopback,
        boolean write) {
    private static final int ROUNDS = 20;
    private static final int BOARDS = 3;

    BedOptions {
        words = List.copyOf(words);
    }

    static BedOptions parse(List<String> arguments) {
        var words = new ArrayList<String>();
        var shape = new LinkedHashMap<String, Double>();
        Map<Integer, Nat> nats = Map.of();
        int rounds = ROUNDS;
        int boards = BOARDS;
        boolean loopback = false;
        boolean write = false;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--loopback" -> loopback = true;
                case "--write" -> write = true;
                case "--delay", "--jitter", "--loss", "--rate" ->
                        shape.put(arguments.get(i).substring(2), number(value(arguments, ++i)));
                case "--rounds" -> rounds = count(arguments, ++i);
                case "--boards" -> boards = count(arguments, ++i);
                case "--nat" -> nats = nats(value(arguments, ++i));
                default -> words.add(arguments.get(i));
            }
        }
        return new BedOptions(words, shape, nats, rounds, boards, loopback, write);
    }

    private static String value(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(arguments.getLast() + " takes a value");
        }
        return arguments.get(index);
    }

    private static int count(List<String> arguments, int index) {
        int count = (int) number(value(arguments, index));
        if (count < 1) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " takes 1 or more");
        }
        return count;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no number", e);
        }
    }

    /// `3:cone,5:symmetric`
    private static Map<Integer, Nat> nats(String text) {
        var nats = new LinkedHashMap<Integer, Nat>();
        for (String part : text.split(",")) {
            int colon = part.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "\"" + part + "\", expected HOST:cone or :symmetric");
            }
            Nat nat = Nat.valueOf(part.substring(colon + 1).toUpperCase(Locale.ROOT));
            nats.put((int) number(part.substring(0, colon)), nat);
        }
        return nats;
    }

    /// For each of so many hosts, what it is behind.
    List<Nat> nats(int hosts) {
        var all = new ArrayList<>(Collections.nCopies(hosts, Nat.NONE));
        nats.forEach((host, nat) -> all.set(host - 1, nat));
        return all;
    }

    double delayMillis() {
        return shape.getOrDefault("delay", 0.0);
    }

    int number(int word, int otherwise) {
        return word < words.size() ? (int) number(words.get(word)) : otherwise;
    }
}
