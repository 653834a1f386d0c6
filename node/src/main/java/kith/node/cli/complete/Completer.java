package kith.node.cli.complete;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kith.node.Home;
import kith.node.client.PeerRefusal;

/// Finds what may stand in the place of the last word of a line.
public final class Completer {
    private final List<String> commands;
    private final Place.Specs specs;

    /// `commands` are the names that can stand where a command does.
    public Completer(List<String> commands, Place.Specs specs) {
        this.commands = List.copyOf(commands);
        this.specs = specs;
    }

    /// `words` stand behind `kith`; the last one is being typed.
    public Offer offer(List<String> words) throws IOException, PeerRefusal {
        int last = words.size() - 1;
        String typed = words.get(last);
        var place = new Place(words.subList(0, last), specs);
        String inside = place.expectedIn(typed);
        if (inside != null) {
            int value = typed.indexOf('=') + 1;
            return behind(typed.substring(0, value), named(inside, typed.substring(value), place));
        }
        if (place.isOption(typed)) {
            return matching(typed, place.optionWords());
        }
        String expected = place.expected();
        return expected.equals(Place.OPTION)
                ? matching(typed, place.optionWords())
                : named(expected, typed, place);
    }

    /// Those words, behind the name of their option.
    private static Offer behind(String name, Offer offer) {
        var words = new ArrayList<String>();
        offer.words().forEach(word -> words.add(name + word));
        return new Offer(offer.kind(), words);
    }

    /// What `kith debug` is to tell about.
    private static String about(String subject) {
        return switch (subject) {
            case "why", "state" -> "ADDRESS";
            case "sync" -> "PEER";
            case "trace" -> "FILE";
            default -> Place.OPTION;
        };
    }

    private Offer named(String expected, String typed, Place place)
            throws IOException, PeerRefusal {
        if (expected.equals("ABOUT")) {
            return named(about(place.first()), typed, place);
        }
        if (expected.indexOf('|') > 0) {
            return matching(typed, choices(expected));
        }
        var known = new Known(home(place));
        String board = place.said("board");
        return switch (expected) {
            case Place.COMMAND -> matching(typed, commands);
            case "ADDRESS" -> matching(typed, known.addresses(typed));
            case "SPACE" -> matching(typed, known.spaces(typed));
            case "BOARD" -> matching(typed, known.boards());
            case "PEER" -> matching(typed, known.peers(board));
            case "INVITATION" -> matching(typed, known.invitations(board));
            case "FILE" -> new Offer(Offer.Kind.FILES, List.of());
            case "DIR" -> new Offer(Offer.Kind.FOLDERS, List.of());
            default -> Offer.NOTHING;
        };
    }

    private static Home home(Place place) {
        String named = place.said("home");
        return named == null ? Home.byDefault() : Home.at(Path.of(named));
    }

    private static List<String> choices(String expected) {
        var choices = new ArrayList<String>();
        int start = 0;
        for (int bar = expected.indexOf('|'); bar >= 0; bar = expected.indexOf('|', start)) {
            choices.add(expected.substring(start, bar));
            start = bar + 1;
        }
        choices.add(expected.substring(start));
        return choices;
    }

    private static Offer matching(String typed, Collection<String> words) {
        var matching = new ArrayList<String>();
        for (String word : words) {
            if (word.startsWith(typed)) {
                matching.add(word);
            }
        }
        return Offer.of(matching);
    }
}
