package kith.lab;

import java.io.PrintStream;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What to look at when a world went wrong: the end of its trace, and what each peer says of
/// itself in its `.peer` cells. Who needs more than that to see what is wrong misses it in a real
/// peer too, so it belongs there.
final class Portrait {
    private final World world;
    private final PrintStream out;

    private Portrait(World world, PrintStream out) {
        this.world = world;
        this.out = out;
    }

    static void print(World world, PrintStream out) {
        var portrait = new Portrait(world, out);
        Trace trace = world.trace();
        long earlier = trace.count() - trace.lines().size();
        out.println(earlier + " lines before these");
        trace.lines().forEach(line -> out.println(portrait.withNames(line)));
        world.peers().forEach(portrait::print);
    }

    private void print(SimPeer peer) {
        out.println(peer + (peer.isUp() ? "" : " is down") + (peer.belongs() ? "" : ", outside"));
        if (!peer.isUp()) {
            return;
        }
        print("  store", peer.read(".peer/store"), 0);
        print("  link", peer.read(".peer/links"), 1);
        print("  space", peer.read(".peer/spaces"), 2);
    }

    /// A line for each of the things at that depth.
    private void print(String name, @Nullable Value value, int depth) {
        if (depth > 0 && value instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                print(name + " " + all.name(i), all.value(i), depth - 1);
            }
        } else if (value != null) {
            out.println(withNames(name + " " + Json.print(value)));
        }
    }

    /// The text with the names of peers in the place of their ids.
    private String withNames(String text) {
        String named = text;
        for (SimPeer peer : world.peers()) {
            named = named.replace(peer.id().text(), peer.name());
            named = named.replace(peer.key().hex(), peer.name());
        }
        return named;
    }
}
