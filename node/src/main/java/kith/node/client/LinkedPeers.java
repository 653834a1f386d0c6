package kith.node.client;

import java.util.TreeSet;

/// Who is at the other ends of the links that a peer tells of. Those are named by the id of who is
/// there, and a second one to the same peer by that and a number.
public final class LinkedPeers {
    private LinkedPeers() {}

    /// @param about what a peer tells of itself, `.peer`
    public static TreeSet<String> of(Field about) {
        var peers = new TreeSet<String>();
        about.at("links").names().forEach(name -> peers.add(peer(name)));
        return peers;
    }

    /// The id in the name of a link.
    public static String peer(String link) {
        int dash = link.indexOf('-');
        return dash < 0 ? link : link.substring(0, dash);
    }
}
