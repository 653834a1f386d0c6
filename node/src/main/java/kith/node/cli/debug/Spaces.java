package kith.node.cli.debug;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import kith.node.cli.peer.SpaceName;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// What a peer tells of itself, and the spaces in it by their addresses.
public record Spaces(Field about) {
    public static Spaces of(PeerClient peer) throws IOException, PeerRefusal {
        return new Spaces(new Field(peer.read(Target.of(".peer"))));
    }

    public Map<String, Field> byAddress() {
        var all = new LinkedHashMap<String, Field>();
        for (String board : about.at("spaces").names()) {
            Field spaces = about.at("spaces").at(board);
            for (String name : spaces.names()) {
                all.put('@' + board + '/' + SpaceName.text(name), spaces.at(name));
            }
        }
        return all;
    }
}
