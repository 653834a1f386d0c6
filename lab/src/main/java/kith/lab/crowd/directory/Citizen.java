package kith.lab.crowd.directory;

import java.util.List;
import java.util.TreeSet;
import kith.dht.Contact;
import kith.dht.Directory;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryRules;
import kith.dht.Host;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lab.crowd.Crowd;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// A peer of which only the directory is there, in a crowd. The link to another has that one's
/// number.
class Citizen implements Crowd.Member, Host {
    /// Nothing else in a crowd is dialled than who is meant.
    private static final String ADDRESS = "198.51.100.7:7450";

    /// How long it takes to be sure that a link is broken. As the goal of failure detection.
    static final long BROKEN_NANOS = 6 * Now.SECOND;

    final Town town;
    final int number;
    final Directory directory;
    final TreeSet<Integer> linked = new TreeSet<>();

    /// A dial comes to an end.
    private record Dialled(int to) {}

    /// A link turns out to be broken.
    private record Broken(int with) {}

    Citizen(Town town, int number, DirectoryRules rules) {
        this.town = town;
        this.number = number;
        long seed = town.crowd.rng().nextLong();
        this.directory = new Directory(this, People.BOARD, rules, town.people.hasher(), seed);
    }

    // Links

    final void link(int other) {
        if (linked.add(other)) {
            directory.linkUp(other, town.people.contact(other).peer(), ADDRESS);
            town.tell(this);
        }
    }

    final void unlink(int other) {
        if (linked.remove(other)) {
            directory.linkDown(other);
            town.tell(this);
        }
    }

    /// It is gone at once, and who is linked to it finds out.
    final void crash() {
        town.crowd.crash(number);
        for (int other : linked) {
            town.crowd.later(other, BROKEN_NANOS, new Broken(number));
        }
        linked.clear();
    }

    // The crowd

    @Override
    public final void received(int from, Object message) {
        switch (message) {
            case Dialled dialled -> dialled(dialled.to);
            case Broken broken -> unlink(broken.with);
            case DirectoryMessage said -> heard(from, said);
            case Forgery.Given given -> directory.received(from, given.seek());
            default -> throw new IllegalStateException("a " + message.getClass());
        }
    }

    private void dialled(int to) {
        if (town.crowd.isUp(to) && to != number) {
            town.citizen(to).link(number);
            link(to);
        }
    }

    void heard(int from, DirectoryMessage message) {
        if (linked.contains(from)) {
            directory.received(from, message);
        }
    }

    @Override
    public final void woke() {
        directory.wake();
    }

    // The host

    @Override
    public Contact self() {
        return town.people.contact(number);
    }

    @Override
    public Now now() {
        return town.crowd.now();
    }

    @Override
    public void wakeAt(long nanos) {
        town.crowd.wakeAt(number, nanos);
    }

    @Override
    public @Nullable Contact contact(PeerId peer) {
        return town.people.contact(peer);
    }

    @Override
    public void send(long link, Message message) {
        Writer out = town.scratch;
        out.clear();
        message.write(out);
        town.crowd.send(number, (int) link, message, out.size());
    }

    /// One and a half times there and back.
    @Override
    public boolean dial(PeerId peer, String address) {
        int to = People.number(peer);
        town.crowd.later(number, 3_000L * town.crowd.micros(number, to), new Dialled(to));
        return true;
    }

    /// It stays: here it serves nothing else, and nobody counts it.
    @Override
    public void release(long link) {}

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        then.accept(town.people.sign(self().peer(), message));
    }

    @Override
    public void check(List<Check> checks, Then<Boolean> then) {
        boolean good = true;
        for (Check one : checks) {
            good &= town.people.holds(one);
        }
        then.accept(good);
    }
}
