package kith.node.cli.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import kith.node.client.HttpConnection;
import kith.node.client.HttpReply;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;

/// Writes cells in transactions of a bounded size, each of which is applied whole or not at all.
///
/// A few are under way at any time, so that the peer need not wait for the next one; they are
/// applied in the order in which they were sent. The last one is answered when it is on the disk,
/// and with it everything before.
final class Batches {
    /// Small enough that a change of any other client is not held up, large enough that what a
    /// change costs by itself does not count. Guesses, measured to be flat around there.
    static final int CELLS_MAX = 2_000;

    static final int BYTES_MAX = 256 << 10;

    /// Requests that are not answered yet.
    private static final int UNDER_WAY_MAX = 4;

    private static final String ON_DISK = "durable=0&timeout=60000";

    private final Cells cells;
    private final BitSet there;
    private final String address;

    /// Told how many cells are written.
    interface Written {
        void cells(int count);
    }

    /// `there` are the cells that need not be written.
    Batches(Cells cells, BitSet there, String address) {
        this.cells = cells;
        this.there = there;
        this.address = address;
    }

    /// Writes all that is left.
    void write(HttpConnection to, Written written) throws IOException, PeerRefusal {
        var underWay = new java.util.ArrayDeque<Integer>();
        int next = there.nextClearBit(0);
        int done = 0;
        while (next < cells.size() || !underWay.isEmpty()) {
            if (next < cells.size() && underWay.size() < UNDER_WAY_MAX) {
                var body = new StringBuilder("[");
                int count = fill(body, next);
                next = after(next, count);
                boolean last = next >= cells.size();
                String target = last ? Target.of(address, ON_DISK) : Target.of(address);
                byte[] bytes = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
                to.send("PATCH", target, Map.of(), bytes);
                underWay.add(count);
            } else {
                HttpReply reply = PeerClient.good(to.receive());
                reply.bytes();
                done += underWay.remove();
                written.cells(done);
            }
        }
    }

    /// Puts one transaction into `body`; returns how many cells are in it.
    private int fill(StringBuilder body, int first) {
        int count = 0;
        int bytes = 0;
        for (int at = first; at < cells.size(); at = there.nextClearBit(at + 1)) {
            bytes += cells.bytes(at);
            if (count > 0 && (bytes > BYTES_MAX || count == CELLS_MAX)) {
                break;
            }
            body.append(count == 0 ? "{\"put\":" : ",{\"put\":");
            body.append(Json.print(new Value.Text(cells.path(at))));
            body.append(",\"value\":").append(Json.print(cells.value(at))).append('}');
            count++;
        }
        return count;
    }

    private int after(int first, int count) {
        int at = first;
        for (int i = 0; i < count; i++) {
            at = there.nextClearBit(at + 1);
        }
        return at;
    }
}
