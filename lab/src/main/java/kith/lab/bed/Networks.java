package kith.lab.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import kith.lab.bed.wire.Namespace;
import kith.lab.bed.wire.Switch;
import kith.lab.bed.wire.Tap;
import org.jspecify.annotations.Nullable;

/// Hosts in networks of their own, at a switch in this process. Where a host is behind a router,
/// the router has the port of the switch, and the host a wire to the router.
final class Networks implements Site {
    /// Three numbers of an address; a host has its number, from 1 on, as the fourth. Nothing of it
    /// is seen outside the networks.
    private static final String PUBLIC = "10.61.0.";

    /// Two numbers of an address behind a router.
    private static final String PRIVATE = "10.62.";

    static final int HOSTS_MAX = 250;

    private static final int PORT = 5484;

    private final Owner owner;
    private final List<Namespace> hosts = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private final List<Nat> nats;
    private final Deque<Namespace> made = new ArrayDeque<>();
    private @Nullable Switch between;

    private Networks(Owner owner, List<Nat> nats) {
        this.owner = owner;
        this.nats = List.copyOf(nats);
    }

    /// As many hosts as there are entries of `nats`.
    static Networks make(Owner owner, List<Nat> nats) throws IOException {
        if (nats.isEmpty() || nats.size() > HOSTS_MAX) {
            throw new IllegalArgumentException(nats.size() + " hosts, expected 1 to " + HOSTS_MAX);
        }
        var networks = new Networks(owner, nats);
        boolean whole = false;
        try {
            for (int host = 0; host < nats.size(); host++) {
                networks.add(host);
            }
            networks.between = new Switch(networks.taps, owner.began());
            whole = true;
            return networks;
        } finally {
            if (!whole) {
                networks.close();
            }
        }
    }

    /// Why networks cannot be made here; null when they can.
    static @Nullable String hindrance() {
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return "there is no /dev/net/tun";
        }
        try (Networks one = make(Owner.ofThis(), List.of(Nat.NONE))) {
            return one.hosts() == 1 ? null : "no network was made";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Namespace network(String name) throws IOException {
        Namespace network = Namespace.make(owner.name(name));
        made.push(network);
        return network;
    }

    private void add(int host) throws IOException {
        Namespace network = network(Integer.toString(host));
        hosts.add(network);
        if (nats.get(host) == Nat.NONE) {
            plug(network, "eth0", host);
        } else {
            putBehindRouter(network, host);
        }
    }

    /// Gives a network the port of the switch that has that number.
    private void plug(Namespace network, String device, int host) throws IOException {
        taps.add(Tap.in(network, device));
        network.ip("addr", "add", PUBLIC + (host + 1) + "/24", "dev", device);
        network.ip("link", "set", device, "up");
    }

    private void putBehindRouter(Namespace network, int host) throws IOException {
        Namespace router = network(host + "r");
        plug(router, "pub", host);
        Namespace.run(
                "ip",
                "link",
                "add",
                "lan",
                "netns",
                router.name(),
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                network.name());
        String own = PRIVATE + (host + 1);
        router.ip("addr", "add", own + ".1/24", "dev", "lan");
        router.ip("link", "set", "lan", "up");
        network.ip("addr", "add", own + ".2/24", "dev", "eth0");
        network.ip("link", "set", "eth0", "up");
        network.ip("route", "add", "default", "via", own + ".1");
        router.in(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1\n"));
        router.exec(nats.get(host).rules(), "nft", "-f", "-");
    }

    /// Where others see that host, or its router.
    String publicAddress(int host) {
        return PUBLIC + (host + 1);
    }

    private String ownAddress(int host) {
        return nats.get(host) == Nat.NONE ? publicAddress(host) : PRIVATE + (host + 1) + ".2";
    }

    @Override
    public String words() {
        return "network namespaces at a switch in user space";
    }

    @Override
    public int hosts() {
        return hosts.size();
    }

    @Override
    public <T> T at(int host, Callable<T> task) throws IOException {
        return hosts.get(host).in(task);
    }

    @Override
    public List<String> listening(int host) {
        return List.of("--listen", ownAddress(host), "--port", Integer.toString(PORT));
    }

    private Switch between() {
        if (between == null) {
            throw new IllegalStateException("not whole yet");
        }
        return between;
    }

    @Override
    public void shape(int from, int to, String property, double value) {
        between().change(from, to, way -> way.shape(way.shape().with(property, value)));
    }

    @Override
    public void cut(int from, int to, boolean is) {
        between().change(from, to, way -> way.cut(is));
    }

    @Override
    public String traffic() {
        return between().traffic();
    }

    @Override
    public void close() throws IOException {
        if (between != null) {
            between.close();
        } else {
            for (Tap tap : taps) {
                tap.close();
            }
        }
        while (!made.isEmpty()) {
            Leftovers.remove(made.pop());
        }
    }
}
