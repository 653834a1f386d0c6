package kith.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.Change.Place;
import kith.log.Past;
import kith.port.About;
import kith.port.Effects;
import kith.port.Gauge;
import kith.port.Limits;
import kith.port.Look;
import kith.port.Message;
import kith.port.Now;
import kith.sync.flow.Credit;
import kith.sync.flow.Flow;
import kith.sync.flow.Traffic;
import org.jspecify.annotations.Nullable;

/// Our half of the conversation over one link, whose other side is authenticated as `peer`.
///
/// It begins with a greeting that agrees on a protocol version. Then each side presents itself on
/// the boards that it shares with the other (or joins one), and each declares the spaces of those
/// boards that it replicates; what happens in one space is [SpaceLink]'s.
///
/// Once we have hung up it does nothing more: what was kept of the other side's words is not looked
/// at again, whoever asks for it before the link is down. Used by the owner of the engine only.
public final class Session {
    /// The versions of the protocol that this program speaks.
    public static final List<Integer> VERSIONS = List.of(1, 2, 3);
    /// From which version on peers form a network: roles of links, watching, directory, clusters.
    public static final int NETWORK_VERSION_MIN = 3;
    /// The first version with [SketchMessage] and with packed runs.
    private static final int SECOND = 2;

    /// The code of a refusal, and of the end of a link, for want of a common version.
    public static final String VERSION_UNKNOWN = "version-unknown";

    private final long link;
    private final Bytes peer;
    final Host host;
    private final Effects effects;
    private final List<Integer> versions;
    private final Credit credit;
    private final Traffic traffic = new Traffic();
    private final Look look;
    private final Pulse pulse;
    private final int sketchHeadsMin;
    private final List<SpaceLink> spaces = new ArrayList<>();

    /// The spaces of which something may have to be sent at the end of this step, each once. All
    /// others are as they were: to look at each in each step would cost links times spaces.
    private List<SpaceLink> due = new ArrayList<>();

    /// Those that have more to send than there was credit for, and those that ask again later.
    private List<SpaceLink> starved = new ArrayList<>();

    private final TreeMap<Integer, SpaceLink> asking = new TreeMap<>();
    private final TreeMap<Bytes, SpaceLink> byId = new TreeMap<>();
    private final List<@Nullable SpaceLink> theirs = new ArrayList<>();
    private final TreeSet<Bytes> unshared = new TreeSet<>();
    private final TreeMap<Bytes, Integer> declaredByThem = new TreeMap<>();
    private About about = About.NOTHING;
    private int declared;
    private int version;
    private boolean over;
    private String endedThere = "";
    private boolean packs = true;
    boolean holds;

    public Session(
            long link,
            Bytes peer,
            Host host,
            Effects effects,
            List<Integer> versions,
            Limits limits,
            Now now) {
        this.link = link;
        this.peer = peer;
        this.host = host;
        this.effects = effects;
        this.versions = versions;
        this.credit = new Credit(limits, now, () -> host.toSettle(this));
        this.look = new Look(effects::wakeAt);
        this.pulse = new Pulse(limits.heartbeatNanos(), limits.staleNanos(), now, look);
        this.sketchHeadsMin = limits.sketchHeadsMin();
        theirs.add(null); // numbers count from 1
    }

    public long link() {
        return link;
    }

    /// What is sent is never packed on this link: see [kith.sync.Packing].
    public void sendAsItIs() {
        packs = false;
    }

    /// What is new goes over this link when it is passed, and not before: see [Flow].
    public void hold() {
        holds = true;
    }

    /// What goes over this link of a space; null where not both sides declared it.
    public @Nullable Flow flow(Source source) {
        return matched(source).space();
    }

    public Bytes peer() {
        return peer;
    }

    public Traffic traffic() {
        return traffic;
    }

    /// Whether we have hung up; the link itself may take a moment to end.
    public boolean isOver() {
        return over;
    }

    /// Why the other side ends the link, as it says: a code and words. Empty when it says nothing.
    public String endedThere() {
        return endedThere;
    }

    /// The version both sides speak; 0 before the greeting.
    public int version() {
        return version;
    }

    /// Whether the other side is alive, and how far away it is.
    public Pulse pulse() {
        return pulse;
    }

    /// What the other side says of itself; nothing before it greeted.
    public About about() {
        return about;
    }

    public void greet(String agent, Now now) {
        int first = credit.first(effects.diskHasRoom());
        send(new SyncMessage.Hello(versions, agent, now.wallMillis(), first));
        look.at(pulse.nextNanos(version != 0));
    }

    /// Takes in one frame. Whatever is wrong with it is [Malformed], which the engine catches. What
    /// comes after we ended the link is not looked at.
    public void receive(Bytes frame, Now now) {
        if (over) {
            return;
        }
        pulse.heard(now);
        endedThere = ""; // it goes on, whatever it refused
        SyncMessage message = SyncMessage.read(new Reader(frame));
        if (version == 0 && !(message instanceof SyncMessage.Hello)) {
            throw new Malformed("the first message is no greeting");
        }
        dispatch(message, now);
    }

    private void dispatch(SyncMessage message, Now now) {
        switch (message) {
            case SyncMessage.Hello hello -> onHello(hello);
            case SyncMessage.Facts facts -> onFacts(facts);
            case SyncMessage.Present present -> host.onPresent(this, present);
            case SyncMessage.Join join -> host.onJoin(this, join);
            case SyncMessage.Joined joined -> host.onJoined(this, joined);
            case SyncMessage.Refused refused -> onRefused(refused);
            case SyncMessage.Space space -> onSpace(space);
            case SyncMessage.Chain chain -> space(chain.space()).ifKnown(s -> s.onChain(chain));
            case SyncMessage.Have have -> onHave(have, now);
            case SyncMessage.Runs runs -> onRuns(runs, now);
            case SyncMessage.Credit given -> onCredit(given);
            case SyncMessage.Trace trace ->
                    space(trace.space()).ifKnown(s -> s.onTrace(trace, now));
            case SyncMessage.Ping ping -> send(new SyncMessage.Pong(ping.nonce()));
            case SyncMessage.Pong pong -> pulse.answered(pong, now);
            case SyncMessage.Presence presence ->
                    space(presence.space()).ifKnown(s -> host.onPresence(this, s.source, presence));
            case SyncMessage.Ask ask ->
                    space(ask.space()).ifKnown(s -> host.onAsk(this, s.source, ask));
            case SyncMessage.Digests digests -> host.onDigests(this, digests);
            case SyncMessage.Other other -> host.onOther(this, other);
            case SketchMessage sketch -> onSketch(sketch, now);
            case SnapshotMessage one ->
                    space(one.space()).ifKnown(s -> host.onSnapshot(this, s.source, one));
        }
    }

    private void onHello(SyncMessage.Hello hello) {
        if (version != 0) {
            throw new Malformed("a second greeting");
        }
        for (int candidate : versions) {
            boolean common = hello.versions().contains(candidate);
            version = common ? Math.max(version, candidate) : version;
        }
        if (version == 0) {
            end(VERSION_UNKNOWN, "we speak " + versions + ", you speak " + hello.versions());
            return;
        }
        about = About.of(hello.agent());
        credit.given(hello.creditBytes());
        host.greeted(this, hello.wallMillis());
    }

    private void onFacts(SyncMessage.Facts facts) {
        requireSecond();
        about = new About(about.agent(), facts.device(), facts.region(), facts.can());
    }

    private void onRefused(SyncMessage.Refused refused) {
        boolean known = refused.space() > 0 && refused.space() < theirs.size();
        SpaceLink space = known ? theirs.get(refused.space()) : null;
        endedThere = refused.space() > 0 ? endedThere : refused.code() + ": " + refused.detail();
        host.onRefused(this, space == null ? null : space.source, refused);
    }

    /// We replicate this space: tell the other side, once.
    public void share(Source source) {
        share(source, !declaredByThem.containsKey(source.space()));
    }

    /// `offers`: whether what the other side offers for it is still to come.
    private void share(Source source, boolean offers) {
        if (over || version == 0 || byId.containsKey(source.space())) {
            return;
        }
        if (unshared.contains(source.space())) {
            hangUp("membership-changed: it is on that board again, which a new link begins with");
            return;
        }
        var space = new SpaceLink(this, source, ++declared);
        spaces.add(space);
        byId.put(source.space(), space);
        send(new SyncMessage.Space(space.number, source.board(), source.space()));
        if (offers && speaksSecond()) {
            space.offer();
        }
        Integer declared = declaredByThem.get(source.space());
        if (declared != null) {
            theirs.set(declared, space);
            space.matched(declared);
        }
    }

    /// The other side is not to see that space any more, and what it sends of it is not looked at.
    /// Over this link it stays so: what each side has heard of the other's numbers is not mended.
    public void unshare(Source source) {
        SpaceLink space = byId.remove(source.space());
        if (space != null) {
            unshared.add(source.space());
            spaces.remove(space);
            due.remove(space);
            starved.remove(space);
            asking.remove(space.number);
            theirs.replaceAll(one -> one == space ? null : one);
        }
    }

    private void onSpace(SyncMessage.Space message) {
        if (message.number() != theirs.size()) {
            throw new Malformed(
                    "space " + message.number() + " declared, expected " + theirs.size());
        }
        if (declaredByThem.containsKey(message.space())) {
            throw new Malformed("a space declared twice");
        }
        declaredByThem.put(message.space(), message.number());
        theirs.add(null);
        Source source = host.source(this, message.board(), message.space());
        if (source == null) {
            return; // matched when we begin to replicate it, if ever
        }
        share(source, true);
        SpaceLink space = byId.get(message.space());
        if (space != null && !space.isMatched()) {
            theirs.set(message.number(), space);
            space.matched(message.number());
        }
    }

    /// A space that the other side declared, or nothing while we do not share it.
    private record Known(@Nullable SpaceLink space) {
        void ifKnown(java.util.function.Consumer<SpaceLink> action) {
            if (space != null) {
                action.accept(space);
            }
        }
    }

    /// The space that the other side declared under that number; null where we do not share it.
    public @Nullable Source source(int number) {
        SpaceLink space = space(number).space();
        return space == null ? null : space.source;
    }

    private Known space(int number) {
        if (number < 1 || number >= theirs.size()) {
            throw new Malformed("space " + number + " was not declared");
        }
        return new Known(touched(theirs.get(number)));
    }

    private @Nullable SpaceLink touched(@Nullable SpaceLink space) {
        if (space != null && !space.due) {
            space.due = true;
            due.add(space);
            host.toSettle(this);
        }
        return space;
    }

    private void onRuns(SyncMessage.Runs runs, Now now) {
        if (runs instanceof SyncMessage.Packed) {
            requireSecond();
        }
        credit.received(runs.costBytes());
        SpaceLink space = space(runs.space()).space();
        if (space == null) {
            credit.settled(runs.costBytes());
        } else {
            space.onRuns(runs, now);
        }
    }

    private void onHave(SyncMessage.Have have, Now now) {
        if (have.kind() == SyncMessage.Have.Kind.NAMED) {
            requireSecond();
        }
        credit.places(have.entries().size(), now);
        space(have.space()).ifKnown(s -> s.onHave(have, now));
    }

    private void onSketch(SketchMessage sketch, Now now) {
        requireSecond();
        credit.places(sketch.count(), now);
        space(sketch.space()).ifKnown(s -> s.onSketch(sketch));
    }

    private void requireSecond() {
        if (!speaksSecond()) {
            throw new Malformed("a message of version 2 over a link of version " + version);
        }
    }

    /// Whether heads may be compared by sketches over this link, and runs be packed.
    boolean speaksSecond() {
        return version >= SECOND;
    }

    /// With so many heads or more in a space they are.
    int sketchHeadsMin() {
        return sketchHeadsMin;
    }

    private void onCredit(SyncMessage.Credit given) {
        credit.given(given.bytes());
        List<SpaceLink> waiting = starved;
        starved = new ArrayList<>();
        for (SpaceLink space : waiting) {
            space.starved = false;
            space.pump();
        }
    }

    /// The credit does not suffice for what that space has to send.
    void starved(SpaceLink space) {
        if (!space.starved) {
            space.starved = true;
            starved.add(space);
        }
    }

    /// What each side may send, and what it waits for.
    public Credit credit() {
        return credit;
    }

    /// At the end of a step in which something is due: gives credit back, sends what is missing.
    public void settle(Now now) {
        if (over || version == 0) {
            return;
        }
        int back = credit.giveBack(effects.diskHasRoom(), now);
        if (back > 0) {
            send(new SyncMessage.Credit(back));
        } else if (credit.isHeldBack()) {
            effects.wakeAt(now.nanos() + 10 * Now.MILLI);
        }
        List<SpaceLink> touched = due;
        due = new ArrayList<>();
        for (SpaceLink space : touched) {
            space.due = false;
            space.settle(now);
        }
    }

    /// There is more in that space, or more of it is signed.
    public void changed(Source source) {
        active(source);
    }

    /// That space on this link, for something to be done; null also when the link is over.
    private @Nullable SpaceLink active(Source source) {
        return over ? null : touched(byId.get(source.space()));
    }

    private Known known(Source source) {
        return new Known(active(source));
    }

    /// The same once the other side has declared it, too.
    private Known matched(Source source) {
        SpaceLink space = active(source);
        return new Known(space != null && space.isMatched() ? space : null);
    }

    /// Tells what became durable here.
    public void tellDurable(Source source) {
        SpaceLink space = over ? null : byId.get(source.space());
        if (space != null) {
            space.tellDurable();
        }
    }

    /// Pings a silent link, repeats requests; a link that stays silent is hung up.
    public void wake(Now now) {
        if (over || !look.takeDue(now)) {
            return;
        }
        asking.values().removeIf(space -> !space.wake(now)); // which puts no other one in
        String silence = pulse.silence(version != 0, now);
        if (!silence.isEmpty()) {
            hangUp(silence);
            return;
        }
        if (version != 0 && now.nanos() >= pulse.nextNanos(true)) {
            ping(now);
        }
        look.at(pulse.nextNanos(version != 0));
    }

    /// Measures the round trip.
    public void ping(Now now) {
        if (!over) {
            send(pulse.ping(now));
        }
    }

    public void loaded(Source source, long position, List<Item> items, long end) {
        known(source).ifKnown(s -> s.loaded(position, items, end));
    }

    /// What could not be read of the log for that space may be there again.
    public void serveAgain(Source source) {
        known(source).ifKnown(s -> s.serveAgain());
    }

    /// Whether the other side has a snapshot in the place of what has only headers here.
    public void takesBare(Source source, boolean does) {
        known(source).ifKnown(s -> s.takesBare(does));
    }

    /// Our number for that space on this link; 0 where it is not shared.
    public int number(Source source) {
        SpaceLink space = over ? null : byId.get(source.space());
        return space == null ? 0 : space.number;
    }

    public void pastLoaded(Source source, Place place, Past past, Now now) {
        known(source).ifKnown(s -> s.pastLoaded(place, past, now));
    }

    /// That past cannot be read.
    public void pastLost(Source source, Place place) {
        known(source).ifKnown(s -> s.pastLost(place));
    }

    /// What was sent of `chain` did not get in: ask for it again.
    public void askAgain(Source source, int chain, Now now) {
        matched(source).ifKnown(s -> s.askAgain(chain, now));
    }

    /// More is known now of who is a member, or of old hashes.
    public void askForDropped(Source source, Now now) {
        matched(source).ifKnown(s -> s.askForDropped(now));
    }

    /// What the other side has beyond a fork, by the name of what was before it, is our `branch`.
    public void branched(Source source, int branch) {
        known(source).ifKnown(s -> s.branched(branch));
    }

    /// What the other side sent, taken for our `branch`, was not that.
    public void misled(Source source, int branch) {
        known(source).ifKnown(s -> s.misled(branch));
    }

    /// Whether the other side has a name for that chain of ours.
    public boolean speaksOf(Source source, int chain) {
        SpaceLink space = active(source);
        return space != null && space.speaksOf(chain);
    }

    /// That number is no chain of ours any more; nothing was in it.
    public void vacated(Source source, int chain) {
        known(source).ifKnown(s -> s.vacated(chain));
    }

    /// Refuses something in that space, with the reason.
    public void refuse(Source source, String code, String detail) {
        known(source).ifKnown(s -> send(SyncMessage.Refused.of(s.number, code, detail)));
    }

    /// What we had of `parent` beyond a fork has another name now.
    public void split(Source source, int parent, Now now) {
        known(source).ifKnown(s -> s.split(parent, now));
    }

    public void present(
            Source source, Bytes author, long epoch, long counter, Bytes cells, Bytes s) {
        SpaceLink space = active(source);
        if (space != null && space.isMatched()) {
            send(new SyncMessage.Presence(space.number, author, epoch, counter, cells, s));
        }
    }

    /// Asks what the other side shows at a path of that space; false where it does not share it.
    public boolean ask(Source source, long ask, Bytes path) {
        SpaceLink space = active(source);
        if (space == null || !space.isMatched()) {
            return false;
        }
        send(new SyncMessage.Ask(ask, space.number, path));
        return true;
    }

    /// Whether the other side replicates that space and told what it has.
    public boolean shares(Source source) {
        SpaceLink space = byId.get(source.space());
        return space != null && space.isOpen();
    }

    /// What the other side told of that space.
    public There there(Source source) {
        SpaceLink space = byId.get(source.space());
        return space == null ? There.NOTHING : space;
    }

    /// What this link makes us keep. `held`: the bytes of what came over it and waits.
    public void measure(long held, List<Gauge> out) {
        String name = "link " + link;
        credit.measure(name, held, out);
        spaces.forEach(space -> space.measure(name, out));
    }

    boolean room(int bytes) {
        return !over && credit.room(bytes);
    }

    void sendChanges(SyncMessage.Changes changes) {
        credit.sent(changes.costBytes());
        effects.send(link, packs && speaksSecond() ? Packing.smallest(changes) : changes);
    }

    /// That space has something to ask again then.
    void askAt(SpaceLink space, long nanos) {
        asking.put(space.number, space);
        look.at(nanos);
    }

    public void send(Message message) {
        if (!over) {
            effects.send(link, message);
        }
    }

    /// Ends the link because of what the other side did, and tells it what that was.
    public void end(String code, String detail) {
        send(SyncMessage.Refused.of(0, code, detail));
        hangUp(code + ": " + detail);
    }

    public void hangUp(String reason) {
        if (!over) {
            over = true;
            effects.hangUp(link, reason);
        }
    }
}
