package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Gauge;
import kith.sync.SyncMessage;
import kith.sync.SyncMessage.Have;
import org.junit.jupiter.api.Test;

/// Old hashes that others make us look for: a few reads at a time, whatever they name.
class SyncSearchTest {
    private static final int SEEDS = 3;

    private static Bytes frame(SyncMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    /// Says of each chain that it has it up to any place, thousands of times.
    private static List<Bytes> boasting(Bytes frame) {
        if (!(SyncMessage.read(new Reader(frame)) instanceof Have have) || have.space() != 2) {
            return List.of(frame);
        }
        var entries = new ArrayList<Have.Entry>();
        for (int i = 0; i < SyncMessage.HAVE_MAX; i++) {
            Have.Entry of = have.entries().get(i % have.entries().size());
            Bytes piece = new Writer().u64(i + 1).toBytes();
            entries.add(new Have.Entry(of.chain(), 1 + i % 200, false, piece));
        }
        return List.of(frame, frame(new Have(2, Have.Kind.DURABLE, entries)));
    }

    private static long waited(SimPeer peer) {
        for (Gauge gauge : peer.engine().gauges()) {
            if (gauge.name().equals("answers waited for")) {
                return gauge.value();
            }
        }
        throw new AssertionError("no such gauge");
    }

    @Test
    void manyOldPlacesInOneMessageAreLookedForAFewAtATime() {
        Story.each(
                SEEDS,
                Story.SHORT_MEMORY,
                story -> {
                    SimPeer[] all = story.meet("ann", "eve");
                    for (int i = 0; i < 250; i++) {
                        story.write(all[0], "cell" + i % 10, "value-" + i);
                    }
                    story.agree();
                    all[1].kill("stop");
                    Scene.tap(all[1], (link, frame) -> boasting(frame));
                    all[1].start();
                    var most = new long[1];
                    story.await(
                            "eve is back",
                            () -> {
                                most[0] = Math.max(most[0], waited(all[0]));
                                return story.world.network().isLinked(all[0], all[1]);
                            });
                    long before = all[0].disk().calls();
                    for (int i = 0; i < 2_000; i++) {
                        story.world.run(1_000_000 / 20);
                        most[0] = Math.max(most[0], waited(all[0]));
                    }
                    long calls = all[0].disk().calls() - before;
                    assertTrue(calls < 200, () -> calls + " calls of the disk");
                    assertTrue(most[0] < 20, () -> most[0] + " answers waited for at once");
                    assertEquals("value-249", Story.shown(all[0]).get("cell9"));
                });
    }
}
