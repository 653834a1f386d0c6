package kith.lab.bench.harness;

import java.util.ArrayList;
import java.util.List;

/// The arguments that all benchmarks take.
///
/// @param rounds how many rounds count
/// @param quick whether a rough figure will do: small sizes, few rounds
/// @param write whether the result goes into its page of `docs/`
/// @param rest the arguments that are the benchmark's own
public record Options(int rounds, boolean quick, boolean write, List<String> rest) {
    /// The medians that we publish are of at least five.
    private static final int ROUNDS = 5;

    private static final int ROUNDS_QUICK = 3;

    private static final String COMMON =
            """
              --rounds N   how many rounds count (5, with --quick 3)
              --quick      a rough figure: small sizes, few rounds
              --write      puts the result into its page of docs/
              --help       this text
            """;

    /// Prints `about` and ends the process when help is wanted, or when an argument is not
    /// understood. `own` are the names of the benchmark's own arguments, an empty list for none;
    /// those with a value end in `=`.
    public static Options parse(String about, List<String> own, String[] arguments) {
        int rounds = 0;
        boolean quick = false;
        boolean write = false;
        var rest = new ArrayList<String>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> leave(about, 0);
                case "--quick" -> quick = true;
                case "--write" -> write = true;
                case "--rounds" ->
                        rounds = number(about, ++i < arguments.length ? arguments[i] : "");
                default -> rest.add(known(about, own, arguments[i]));
            }
        }
        int usual = quick ? ROUNDS_QUICK : ROUNDS;
        return new Options(rounds > 0 ? rounds : usual, quick, write, List.copyOf(rest));
    }

    /// The value of `--name=value`, or `otherwise`.
    public String value(String name, String otherwise) {
        for (var each : rest) {
            if (each.startsWith(name + "=")) {
                return each.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    private static String known(String about, List<String> own, String argument) {
        for (var each : own) {
            if (each.endsWith("=") ? argument.startsWith(each) : argument.equals(each)) {
                return argument;
            }
        }
        boolean free = own.contains("NAME") && !argument.startsWith("-");
        if (!free) {
            System.err.println("What is " + argument + "?");
            leave(about, 2);
        }
        return argument;
    }

    private static int number(String about, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // told below
        }
        System.err.println("--rounds takes a number from 1 on, not \"" + text + "\".");
        leave(about, 2);
        return 0;
    }

    private static void leave(String about, int code) {
        (code == 0 ? System.out : System.err).print(about.strip() + "\n\n" + COMMON);
        System.exit(code);
    }
}
