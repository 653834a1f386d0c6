package kith.node.cli.network;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.client.Field;

/// What neighbours found who were asked to call this peer: one finding for each address.
final class Called {
    private final Field about;
    private final Field report;

    /// `about`: the cells of `.peer`; `report`: what came of asking.
    Called(Field about, Field report) {
        this.about = about;
        this.report = report;
    }

    boolean isReached() {
        for (Field place : report.at("addresses").items()) {
            if (!tries(place, true).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        if (report.at("asked").items().isEmpty()) {
            findings.add(
                    Finding.doubtful(
                            "reach-unasked",
                            "nobody is linked who could be asked to call this peer",
                            "Another member has to run, and speak version 3 of the protocol."));
        }
        for (Field place : report.at("addresses").items()) {
            if (!place.at("tries").items().isEmpty()) {
                findings.add(finding(place));
            }
        }
        return findings;
    }

    private Finding finding(Field place) {
        String address = place.at("address").text();
        List<Field> reached = tries(place, true);
        List<Field> failed = tries(place, false);
        if (!reached.isEmpty()) {
            return Finding.good(address + reachedOver(place) + by(reached) + notBy(failed));
        }
        String what = address + " is not reached by " + words(failed);
        if (isOnlyOfThisMachine(address) && !isHere(failed)) {
            return Finding.good(what + "; it is for peers on this machine");
        }
        return Finding.doubtful(
                failed.getFirst().at("code").text(),
                what,
                "Does a firewall or a router let it through? docs/errors.md explains the code.");
    }

    private static List<Field> tries(Field place, boolean reached) {
        var tries = new ArrayList<Field>();
        for (Field one : place.at("tries").items()) {
            if (one.at("reached").flag() == reached) {
                tries.add(one);
            }
        }
        return tries;
    }

    private static String reachedOver(Field place) {
        boolean tcp = place.at("over").text().equals("tcp");
        return " is reached over " + (tcp ? "TCP" : "a WebSocket") + " by ";
    }

    private static String by(List<Field> reached) {
        var by = new ArrayList<String>();
        for (Field one : reached) {
            by.add(name(one) + " in " + Numbers.micros(one.at("micros").number()));
        }
        return String.join(", ", by);
    }

    private static String notBy(List<Field> failed) {
        var by = new ArrayList<String>();
        for (Field one : failed) {
            by.add(name(one) + " (" + one.at("code").text() + ')');
        }
        return by.isEmpty() ? "" : ", not by " + String.join(", ", by);
    }

    /// What several were told stands there once.
    private static String words(List<Field> failed) {
        var words = new ArrayList<String>();
        String first = failed.getFirst().at("because").text();
        for (Field one : failed) {
            String because = one.at("because").text();
            boolean again = !words.isEmpty() && because.equals(first);
            words.add(name(one) + ": " + (again ? "the same" : because));
        }
        return String.join("; ", words);
    }

    private static String name(Field one) {
        String region = one.at("region").text();
        return Prefix.shown(one.at("peer").text()) + (region.isEmpty() ? "" : " (" + region + ')');
    }

    private static boolean isOnlyOfThisMachine(String address) {
        return Reach.of(List.of(address)) == Reach.THIS_MACHINE;
    }

    /// Whether one of them is on this machine, as far as its link tells.
    private boolean isHere(List<Field> peers) {
        for (Field one : peers) {
            Field link = about.at("links").at(one.at("peer").text());
            if (isOnlyOfThisMachine(link.at("address").text())) {
                return true;
            }
        }
        return false;
    }
}
