package kith.node.cli.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.node.cli.shell.Failure;
import kith.node.cli.tree.JsonItems;
import kith.node.client.HttpReply;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What lived at an address in some version.
public final class Versions {
    /// A past is made again from the whole log: seconds for a million changes. A guess.
    static final long PATIENCE_MILLIS = 120_000;

    private Versions() {}

    /// A version as somebody wrote it. An empty one is a variable that was not set, and not the
    /// present.
    public static String given(@Nullable String version) {
        if (version != null && version.isEmpty()) {
            throw Failure.usage(
                    "an empty VERSION names none",
                    "What there are: kith log ADDRESS, kith names ADDRESS");
        }
        return version == null ? "" : version;
    }

    /// The part of a query that asks for a version; empty for the present one.
    public static String query(String version) {
        return version.isEmpty() ? "" : "&version=" + encoded(version);
    }

    /// In a query all but letters and digits is written in percent form.
    private static String encoded(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '.';
            out.append(plain ? "" + c : "%" + hex(c >> 4) + hex(c & 15));
        }
        return out.toString();
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }

    /// A past may take long to make.
    public static HttpReply ask(PeerClient peer, String address, String query, String version)
            throws IOException, PeerRefusal {
        if (!version.isEmpty()) {
            peer.patience(PATIENCE_MILLIS);
        }
        return peer.call("GET", Target.of(address, query + query(version)), null);
    }

    /// The cells that show a value at and below an address, by their paths relative to it; none
    /// where nothing is.
    static Map<String, Value.Obj> cells(PeerClient peer, String address, String version)
            throws IOException, PeerRefusal {
        var cells = new TreeMap<String, Value.Obj>();
        try (var items = JsonItems.of(ask(peer, address, "cells", version).body())) {
            for (Value item = items.next(); item != null; item = items.next()) {
                if (item instanceof Value.Obj cell
                        && cell.find("value") != null
                        && cell.find("path") instanceof Value.Text(String path)) {
                    cells.put(path, cell);
                }
            }
        } catch (PeerRefusal refusal) {
            if (!refusal.code().equals("not-found")) {
                throw refusal;
            }
        }
        return cells;
    }

    /// An id as the log shows it: the beginning of its author's name, and the number.
    public static String shown(String id) {
        int first = id.indexOf('.');
        int second = id.indexOf('.', first + 1);
        if (second < 0) {
            return id;
        }
        int third = id.indexOf('.', second + 1);
        String seq = id.substring(second + 1, third < 0 ? id.length() : third);
        try {
            return new PeerId(Bytes.fromHex(id.substring(0, first))).shortText() + '.' + seq;
        } catch (Malformed otherwise) {
            return id;
        }
    }
}
