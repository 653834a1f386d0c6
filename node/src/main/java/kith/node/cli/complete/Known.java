package kith.node.cli.complete;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.node.Home;
import kith.node.cli.tree.JsonItems;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The names that a peer knows. Without a peer there are none.
final class Known {
    /// More than anybody looks through. A guess.
    private static final int WORDS_MAX = 2_000;

    private static final String PEER = ".peer/";

    private final Home home;

    Known(Home home) {
        this.home = home;
    }

    /// Addresses one level below what is typed of one: first spaces, then children. What has
    /// something below it ends with a slash.
    List<String> addresses(String typed) throws IOException, PeerRefusal {
        int end = typed.lastIndexOf('/') + 1;
        String above = typed.substring(0, end);
        var words = new ArrayList<String>();
        try (PeerClient peer = PeerClient.of(home)) {
            if (peer == null) {
                return List.of();
            }
            if (end == 0 && PEER.startsWith(typed) && !typed.isEmpty()) {
                words.add(PEER);
            }
            if (end == 0 && (typed.isEmpty() || typed.startsWith("@"))) {
                for (String board : boards(peer).names()) {
                    words.add('@' + board + '/');
                }
            }
            if (!typed.startsWith("@") || end > 0) {
                below(peer, above, typed, words);
            }
        }
        return words;
    }

    private static void below(PeerClient peer, String above, String typed, List<String> words)
            throws IOException, PeerRefusal {
        String target = Target.of(above, "cells&depth=1");
        try (var items = JsonItems.of(peer.call("GET", target, null).body())) {
            for (Value item = items.next(); item != null; item = items.next()) {
                var cell = new Field(item);
                String path = cell.at("path").text();
                boolean leaf = cell.at("value").isThere();
                String word = above + path + (leaf ? "" : "/");
                if (!path.isEmpty() && word.startsWith(typed)) {
                    words.add(word);
                }
                if (words.size() == WORDS_MAX) {
                    return;
                }
            }
        }
    }

    /// Whole spaces, and boards to look for others on.
    List<String> spaces(String typed) throws IOException, PeerRefusal {
        boolean below = typed.indexOf('/') != typed.lastIndexOf('/');
        if (below || typed.indexOf('/') >= 0 && !typed.startsWith("@") || typed.startsWith(".")) {
            return List.of();
        }
        var words = new ArrayList<String>();
        for (String word : addresses(typed)) {
            boolean board = word.startsWith("@") && word.indexOf('/') == word.length() - 1;
            boolean open = word.endsWith("/") && !board;
            words.add(open ? word.substring(0, word.length() - 1) : word);
        }
        return words;
    }

    private static Field boards(PeerClient peer) throws IOException, PeerRefusal {
        return new Field(peer.read(Target.of(".peer/boards")));
    }

    List<String> boards() throws IOException, PeerRefusal {
        try (PeerClient peer = PeerClient.of(home)) {
            return peer == null ? List.of() : boards(peer).names();
        }
    }

    /// The members of a board, of all boards when none is named, and who is linked.
    TreeSet<String> peers(@Nullable String board) throws IOException, PeerRefusal {
        var peers = new TreeSet<String>();
        try (PeerClient peer = PeerClient.of(home)) {
            if (peer == null) {
                return peers;
            }
            Field boards = boards(peer);
            for (String name : boards.names()) {
                if (board == null || board.equals(name)) {
                    peers.addAll(boards.at(name).at("members").names());
                }
            }
        }
        return peers;
    }

    /// The invitations that can still be used.
    TreeSet<String> invitations(@Nullable String board) throws IOException, PeerRefusal {
        var open = new TreeSet<String>();
        try (PeerClient peer = PeerClient.of(home)) {
            Field boards = peer == null ? new Field(null) : boards(peer);
            for (String name : boards.names()) {
                Field invitations = boards.at(name).at("invitations");
                for (String id : invitations.names()) {
                    boolean is = invitations.at(id).at("state").text().equals("open");
                    if (is && (board == null || board.equals(name))) {
                        open.add(id);
                    }
                }
            }
        }
        return open;
    }
}
