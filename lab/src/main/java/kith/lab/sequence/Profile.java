package kith.lab.sequence;

import java.util.List;

/// What kind of history [RandomGraph] writes. All numbers but those of [Scale] are percent.
public record Profile(String name, Kind kind, Scale scale, Flow flow, Mix mix, Rare rare) {
    /// What is edited, and whether surrogate pairs are split.
    public enum Kind {
        TEXT,
        HOSTILE_TEXT,
        LIST
    }

    /// Authors: 1 to `authors`. Units: `unitsMin` to `unitsMax`, deletions counted.
    public record Scale(int authors, int unitsMin, int unitsMax) {}

    /// How often the same author goes on, takes in what another one has or all there is, and
    /// writes against a version of long ago.
    public record Flow(int stay, int merge, int mergeAll, int old) {}

    /// Where and how one writes: at the place where all do, typing backwards, deleting,
    /// pasting up to 20 units; the rest types forwards.
    public record Mix(int hot, int backwards, int delete, int paste) {}

    /// What happens seldom: moves, clears, pairs, and histories with void events.
    public record Rare(int move, int clear, int pair, int voids) {}

    private static final Scale SMALL = new Scale(8, 30, 300);
    private static final Scale TINY = new Scale(4, 5, 40);
    private static final Scale TWO = new Scale(2, 60, 300);
    private static final Scale LARGE = new Scale(6, 4_000, 12_000);
    private static final Flow LIVE = new Flow(50, 60, 20, 0);
    private static final Flow APART = new Flow(85, 6, 2, 0);
    private static final Flow MIXED = new Flow(60, 20, 10, 5);
    private static final Flow WITHOUT_RECORD = new Flow(30, 30, 5, 40);
    private static final Flow FANNED = new Flow(10, 5, 50, 85);
    private static final Mix CALM = new Mix(10, 10, 20, 10);
    private static final Mix HOT = new Mix(85, 30, 15, 10);
    private static final Mix CUTTING = new Mix(40, 20, 45, 15);
    private static final Rare NONE = new Rare(0, 0, 0, 0);
    private static final Rare TEXTS = new Rare(0, 1, 8, 20);
    private static final Rare LISTS = new Rare(30, 1, 0, 20);

    public static final List<Profile> ALL =
            List.of(
                    new Profile("live", Kind.TEXT, SMALL, LIVE, CALM, NONE),
                    new Profile("two", Kind.TEXT, TWO, LIVE, CALM, NONE),
                    new Profile("hot", Kind.TEXT, SMALL, LIVE, HOT, NONE),
                    new Profile("apart", Kind.TEXT, SMALL, APART, CALM, NONE),
                    new Profile("apart-hot", Kind.TEXT, SMALL, APART, HOT, NONE),
                    new Profile("mixed", Kind.TEXT, SMALL, MIXED, CUTTING, TEXTS),
                    new Profile("old", Kind.TEXT, SMALL, WITHOUT_RECORD, HOT, TEXTS),
                    new Profile("fan", Kind.TEXT, SMALL, FANNED, HOT, NONE),
                    new Profile("tiny", Kind.TEXT, TINY, WITHOUT_RECORD, HOT, NONE),
                    new Profile("tiny-cut", Kind.TEXT, TINY, MIXED, CUTTING, TEXTS),
                    new Profile("hostile", Kind.HOSTILE_TEXT, SMALL, MIXED, CUTTING, TEXTS),
                    new Profile("list", Kind.LIST, SMALL, MIXED, CUTTING, LISTS),
                    new Profile("list-live", Kind.LIST, SMALL, LIVE, CALM, LISTS),
                    new Profile("list-fan", Kind.LIST, SMALL, FANNED, HOT, LISTS),
                    new Profile("list-tiny", Kind.LIST, TINY, WITHOUT_RECORD, HOT, LISTS),
                    new Profile("large", Kind.TEXT, LARGE, APART, CALM, TEXTS),
                    new Profile("large-hot", Kind.TEXT, LARGE, APART, HOT, NONE),
                    new Profile("large-list", Kind.LIST, LARGE, APART, CALM, LISTS));

    /// Those that a run without a name takes in turn: small histories find more in less time.
    public static final List<Profile> SMALL_ONES =
            ALL.stream().filter(profile -> !profile.name().startsWith("large")).toList();

    public static Profile named(String name) {
        for (Profile profile : ALL) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException(
                "no profile is called "
                        + name
                        + "; there are "
                        + ALL.stream().map(Profile::name).toList());
    }
}
