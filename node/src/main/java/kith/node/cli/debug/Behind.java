package kith.node.cli.debug;

import java.util.ArrayList;
import kith.node.cli.shell.Numbers;
import kith.node.client.Field;

/// How far this peer and another are apart, over all spaces of the boards that both share. Where
/// none was compared yet nobody knows, and they are not in sync.
///
/// @param there changes that are missing there
/// @param here changes that are missing here
public record Behind(long there, long here, boolean inSync) {
    public static Behind of(Spaces spaces, String peer) {
        long there = 0;
        long here = 0;
        boolean compared = false;
        boolean inSync = true;
        for (Field space : spaces.byAddress().values()) {
            Field one = space.at("peers").at(peer);
            if (one.isThere()) {
                there += one.at("missingThere").number();
                here += one.at("missingHere").number();
                inSync &= one.at("inSync").flag();
                compared = true;
            }
        }
        return new Behind(there, here, compared && inSync);
    }

    public String words() {
        if (inSync) {
            return "in sync";
        }
        var parts = new ArrayList<String>();
        if (there > 0) {
            parts.add(Numbers.count(there, "change") + " missing there");
        }
        if (here > 0) {
            parts.add(Numbers.count(here, "change") + " missing here");
        }
        return parts.isEmpty() ? "not compared yet" : String.join(", ", parts);
    }
}
