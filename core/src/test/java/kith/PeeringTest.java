package kith;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.overlay.Overlay;
import kith.port.About;
import kith.port.Limits;
import kith.port.Now;
import kith.store.MemoryDisk;
import kith.store.Segment;
import kith.sync.Session;
import org.junit.jupiter.api.Test;

/// What an engine dials again, and when.
final class PeeringTest {
    private static final Hasher SHA256 =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));
    private static final Bytes OTHER = Bytes.wrap(new byte[PeerId.SIZE_BYTES]);

    private final Engine engine;
    private final List<Long> dials = new ArrayList<>();
    private long nanos = Now.SECOND;
    private long wakeAt;
    private long links;

    PeeringTest() {
        Bytes own = SHA256.sha256(OTHER);
        var config =
                new Config(
                        new PeerId(own),
                        own,
                        About.of("test"),
                        Session.VERSIONS,
                        SHA256,
                        Limits.DEFAULT,
                        Segment.BYTES_MAX,
                        Config.MESH_LINKS);
        engine = Engine.open(new MemoryDisk(), config, now());
    }

    private Now now() {
        return new Now(nanos, 1_780_000_000_000L + nanos / Now.MILLI);
    }

    private void step(Input input) {
        Engine.Step step = engine.step(input, now());
        wakeAt = step.wakeAtNanos();
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.Dial) {
                dials.add(nanos);
            }
        }
    }

    /// Lets so much time pass; each dial leads to a link that is ended at once.
    private void refuseFor(String address, long forNanos) {
        long end = nanos + forNanos;
        int met = 0;
        while (true) {
            while (met < dials.size()) {
                met++;
                step(new Input.LinkUp(++links, OTHER, false, address));
                step(new Input.LinkDown(links, "closed-by-peer"));
            }
            if (wakeAt > end) {
                return;
            }
            nanos = Math.max(nanos, wakeAt);
            step(new Input.Wake());
        }
    }

    @Test
    void whoEndsEachLinkAtOnceIsDialledLessAndLessOften() {
        for (String address : List.of("192.0.2.1:5484", Overlay.address(new PeerId(OTHER)))) {
            dials.clear();
            step(new Input.Call(1, new Command.Connect(address)));
            refuseFor(address, 60 * Now.SECOND);
            assertTrue(dials.size() >= 6, address + ": " + dials.size());
            assertTrue(dials.size() <= 8, address + ": " + dials.size()); // 0.5 s, 1 s, … 32 s
        }
    }
}
