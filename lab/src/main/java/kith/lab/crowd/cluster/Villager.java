package kith.lab.crowd.cluster;

import java.util.ArrayList;
import java.util.List;
import kith.cluster.ClusterMessage;
import kith.cluster.Clusters;
import kith.cluster.Coordinate;
import kith.cluster.Coordinates;
import kith.cluster.Host;
import kith.cluster.work.Ended;
import kith.cluster.work.Tasks;
import kith.cluster.work.Team;
import kith.cluster.work.WorkMessage;
import kith.identity.PeerId;
import kith.lab.crowd.Crowd;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Now;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A peer of a [Village]: the machine and what it asks of its host, and a round trip over each link
/// in turn, as links make them anyway.
final class Villager implements Crowd.Member, Host, Team {
    private static final long PING_NANOS = Now.SECOND;

    /// A frame around what is sent: type, lengths and a seal, as `docs/protocol/link.md` has it.
    private static final int FRAME_BYTES = 29;

    private static final int PING_BYTES = 9;

    private static final String WORK = "work";

    final Clusters clusters;
    final Tasks tasks;
    final Coordinates coordinates;
    private final Village village;
    private final int number;
    private final boolean lies;
    private final List<Integer> links = new ArrayList<>();
    private final Writer size = new Writer(1 << 10);
    private Watching watching = new Watching() {};
    private long pingNanos;
    private int pinged;
    private boolean serves;
    private WorkMessage.@Nullable Answered handling;

    private record Ping(long nanos) {}

    private record Pong(long nanos, Coordinate at) {}

    /// Who looks at what a peer does.
    interface Watching {
        default void sent(int from, int to, ClusterMessage message, int bytes) {}

        default void came(int peer, Bytes item) {}

        /// While an answer was handled that one was told which it submitted.
        default void accepted(int peer, WorkMessage.Answered answered) {}
    }

    Villager(Village village, int number, String region, boolean lies) {
        this.village = village;
        this.number = number;
        this.lies = lies;
        this.coordinates = new Coordinates(village.rng.nextLong());
        this.clusters =
                new Clusters(this, Village.BOARD, region, coordinates, village.rng.nextLong());
        this.tasks = new Tasks(this, Village.BOARD, number);
    }

    void watch(Watching by) {
        watching = by;
    }

    void link(int other) {
        if (!links.contains(other)) {
            links.add(other);
            clusters.linkUp(village.keys.id(other));
        }
    }

    void begin() {
        pingNanos = village.crowd.nanos() + 1_000L * village.rng.nextInt(1_000_000);
        wakeAt(pingNanos);
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Ping ping -> transmit(from, new Pong(ping.nanos, says()), PING_BYTES + 20);
            case Pong pong -> {
                long nanos = village.crowd.nanos() - pong.nanos;
                coordinates.measured(village.keys.id(from), pong.at, nanos);
                clusters.measured(village.keys.id(from), nanos);
            }
            case ClusterMessage one -> {
                clusters.received(village.keys.id(from), one);
                tasks.follow();
            }
            case WorkMessage one -> {
                handling = one instanceof WorkMessage.Answered answered ? answered : null;
                tasks.received(village.keys.id(from), one);
                handling = null;
            }
            default -> throw new IllegalStateException("a " + message);
        }
    }

    /// A liar says that it is anywhere, and sure of it.
    private Coordinate says() {
        Coordinate real = coordinates.here();
        return lies ? new Coordinate(far(), far(), far(), far(), 1, 0) : real;
    }

    private double far() {
        return village.rng.between(-1_000, 1_001);
    }

    @Override
    public void woke() {
        if (village.crowd.nanos() >= pingNanos) {
            pingNanos = village.crowd.nanos() + PING_NANOS;
            if (!links.isEmpty()) {
                ping(village.keys.id(links.get(pinged++ % links.size())));
            }
        }
        wakeAt(pingNanos);
        clusters.wake();
        tasks.wake();
    }

    private void transmit(int to, Object what, int bytes) {
        if (!village.isCut(number, to)) {
            village.crowd.send(number, to, what, FRAME_BYTES + bytes);
        }
    }

    // The host

    @Override
    public PeerId self() {
        return village.keys.id(number);
    }

    @Override
    public Now now() {
        return village.crowd.now();
    }

    @Override
    public void wakeAt(long nanos) {
        village.crowd.wakeAt(number, nanos);
    }

    @Override
    public boolean isMember(PeerId peer) {
        return true;
    }

    @Override
    public void send(PeerId to, ClusterMessage message) {
        size.clear();
        message.write(size);
        int other = village.keys.number(to);
        watching.sent(number, other, message, FRAME_BYTES + size.size());
        transmit(other, message, size.size());
    }

    @Override
    public void ping(PeerId peer) {
        transmit(village.keys.number(peer), new Ping(village.crowd.nanos()), PING_BYTES);
    }

    @Override
    public void sign(Bytes statement, Effects.Then<Bytes> then) {
        then.accept(village.keys.sign(number, statement));
    }

    @Override
    public void check(PeerId key, Bytes statement, Bytes signature, Effects.Then<Boolean> then) {
        then.accept(village.keys.isBy(key, statement, signature));
    }

    @Override
    public void came(Bytes item) {
        watching.came(number, item);
    }

    // Work

    @Override
    public @Nullable PeerId leader() {
        return clusters.leader();
    }

    @Override
    public boolean leads() {
        return clusters.leads();
    }

    @Override
    public long epoch() {
        return clusters.epoch();
    }

    @Override
    public boolean isHere(PeerId peer) {
        return clusters.isHere(peer);
    }

    @Override
    public List<PeerId> otherLeaders() {
        return clusters.others();
    }

    @Override
    public void send(PeerId to, WorkMessage message) {
        size.clear();
        message.write(size);
        transmit(village.keys.number(to), message, size.size());
    }

    /// From now on it does at once whatever is to be done.
    void serve() {
        if (!serves) {
            serves = true;
            take();
        }
    }

    private void take() {
        tasks.take(
                0,
                WORK,
                Tasks.MILLIS_MAX,
                Tasks.MILLIS_MAX,
                task -> {
                    if (task != null) {
                        tasks.done(task.id(), Ended.of(task.value(), null));
                    }
                    take();
                });
    }

    void submit(Value value, Effects.Then<Ended> then) {
        tasks.submit(
                0,
                WORK,
                value,
                Tasks.MILLIS_MAX,
                ended -> {
                    if (handling != null) {
                        watching.accepted(number, handling);
                    }
                    then.accept(ended);
                });
    }
}
