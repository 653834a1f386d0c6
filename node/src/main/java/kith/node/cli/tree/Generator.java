package kith.node.cli.tree;

import java.util.List;
import java.util.Random;
import kith.value.Value;

/// Edits as a small office would make them: people, tasks, rooms with sensors, counters, labels.
///
/// The number of cells is bounded, so that hours of it change much and fill nothing: things are
/// written again, and go away again.
final class Generator {
    private static final int PEOPLE = 500;
    private static final int TASKS = 2_000;
    private static final int ROOMS = 40;
    private static final String[] NAMES = {
        "Ada", "Grace", "Edsger", "Barbara", "Alan", "Radia", "Leslie", "Donald", "Frances", "Ken"
    };
    private static final String[] WORDS = {
        "call", "write", "mend", "order", "plan", "visit", "read", "clean", "paint", "water"
    };
    private static final String[] THINGS = {
        "the roof", "a letter", "the garden", "two tables", "the report", "bread and milk"
    };
    private static final String[] LABELS = {"urgent", "later", "home", "work", "waiting", "fun"};
    private static final String[] COUNTERS = {"visits", "orders", "messages", "errors"};

    private final Random random;

    Generator(Random random) {
        this.random = random;
    }

    /// The next edit, as the interface takes it.
    Value.Obj next() {
        int dice = random.nextInt(100);
        if (dice < 35) {
            return sensor();
        }
        if (dice < 60) {
            return put(task() + "/done", Value.Bool.of(random.nextBoolean()));
        }
        if (dice < 75) {
            return newTask();
        }
        if (dice < 82) {
            return person();
        }
        if (dice < 92) {
            return edit("add", "counters/" + one(COUNTERS), "delta", Value.Int.of(1));
        }
        if (dice < 97) {
            boolean in = random.nextInt(3) > 0;
            String path = task() + "/labels";
            return edit(in ? "insert" : "take", path, "value", new Value.Text(one(LABELS)));
        }
        String gone = random.nextBoolean() ? task() : "people/p" + random.nextInt(PEOPLE);
        return Value.Obj.of(List.of("remove"), List.of(new Value.Text(gone)));
    }

    private Value.Obj sensor() {
        String path = "rooms/r" + random.nextInt(ROOMS) + "/temperature";
        double celsius = (180 + random.nextInt(60)) / 10.0;
        return put(path, new Value.Real(celsius));
    }

    private Value.Obj newTask() {
        var title = new Value.Text(one(WORDS) + ' ' + one(THINGS));
        var minutes = Value.Int.of(5L * (1 + random.nextInt(24)));
        var names = List.of("title", "done", "minutes");
        return put(task(), Value.Obj.of(names, List.of(title, Value.Bool.FALSE, minutes)));
    }

    private Value.Obj person() {
        int number = random.nextInt(PEOPLE);
        String name = one(NAMES);
        var home =
                Value.Obj.of(
                        List.of("street", "number"),
                        List.of(
                                new Value.Text(one(NAMES) + " Street"),
                                Value.Int.of(1 + random.nextInt(99))));
        var person =
                Value.Obj.of(
                        List.of("name", "born", "home"),
                        List.of(
                                new Value.Text(name),
                                Value.Int.of(1940 + random.nextInt(70)),
                                home));
        return put("people/p" + number, person);
    }

    private String task() {
        return "tasks/t" + random.nextInt(TASKS);
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static Value.Obj put(String path, Value value) {
        return edit("put", path, "value", value);
    }

    private static Value.Obj edit(String kind, String path, String field, Value value) {
        return Value.Obj.of(List.of(kind, field), List.of(new Value.Text(path), value));
    }
}
