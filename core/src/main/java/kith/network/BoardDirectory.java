package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.dht.Contact;
import kith.dht.Directory;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryMessage.NoWay;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryRules;
import kith.dht.Found;
import kith.dht.Host;
import kith.dht.RecordKind;
import kith.identity.Check;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.overlay.Use;
import kith.port.Checks;
import kith.port.Effects.Then;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Now;
import kith.replica.Context;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// The directory of one board, hosted: over the links on which the board is shared, signed and
/// checked by the host, under bounds for each link.
///
/// *Links of its own.* On a small board everybody is at most two links from everybody, over links
/// that are there for other reasons, and each question reaches those who keep the answer. So the
/// directory opens none there, and else one link for each four members and no more than
/// [#OWN_LINKS_MAX]: those that lead to its own neighbourhood and to each half, quarter, eighth of
/// the board where none leads.
final class BoardDirectory implements Host {
    /// Guess: eight siblings, and two links into each of eight halves, quarters and so on, which is
    /// enough for some thousand members.
    static final int OWN_LINKS_MAX = 24;

    /// Up to so many all who listen are linked anyway (`docs/protocol/overlay.md`).
    private static final int SMALL = 8;

    /// For how many members it opens one link. Measured: with one for eight, 24 members who keep
    /// silent hide some of 8 from each other.
    private static final int MEMBERS_OF_LINK = 4;

    /// Signatures that are being checked for it, over all links. Guess: four busy ones.
    static final int CHECKS_MAX = 1_024;

    /// How long a link of its own may take to come up.
    private static final long DIAL_NANOS = 10 * Now.SECOND;

    /// Guess: by then many have drawn other neighbours.
    private static final long FULL_NANOS = 120 * Now.SECOND;

    private final Board board;
    private final Context context;
    private final Directories.Door door;
    private final Contacts contacts;
    private final Contact self;
    private final Directory directory;
    private final Sayings sayings;
    private final Verified verified = new Verified();
    private final TreeMap<Long, Line> lines = new TreeMap<>();

    /// Whom it dialled itself, and until when the link may take.
    private final TreeMap<PeerId, Dial> own = new TreeMap<>();

    /// Who had too many links to keep ours, and until when it is let alone. Not more than there may
    /// be links of its own.
    private final TreeMap<PeerId, Long> full = new TreeMap<>();

    /// Who pays for what is done now; nobody for what we do ourselves.
    private @Nullable Line charged;

    private int checking;
    private int signing;
    private int members;

    /// So many there were when it last looked around because many came.
    private int grownFrom;

    private boolean over;
    private long wakeAtNanos = Now.NEVER;

    private record Dial(String address, long untilNanos) {}

    BoardDirectory(
            Board board,
            Context context,
            Directories.Door door,
            Contact self,
            DirectoryRules rules) {
        this.board = board;
        this.context = context;
        this.door = door;
        this.self = self;
        this.contacts = new Contacts(board, context.hasher());
        long lot = new Reader(context.entropy(Long.BYTES)).u64();
        this.directory = new Directory(this, board.id(), rules, context.hasher(), lot);
        this.sayings = new Sayings(board, context, door, directory);
        rosterChanged();
    }

    // Links

    /// Once for each link.
    void linkUp(Session session, String address) {
        if (lines.containsKey(session.link())) {
            return;
        }
        var line = new Line(session, address, context.now());
        lines.put(session.link(), line);
        take(line);
    }

    /// What is there for a while only is no way for questions, and keeps nothing for us.
    void useChanged(long link) {
        Line line = lines.get(link);
        if (line == null) {
            return;
        }
        if (door.use(link) == Use.VISIT) {
            line.released = true;
            directory.linkDown(link);
        } else if (line.released) {
            take(line);
        }
    }

    /// Whether it has, or dials, a link of its own to that peer.
    boolean needs(PeerId peer) {
        return own.containsKey(peer);
    }

    private void take(Line line) {
        if (door.use(line.session.link()) == Use.VISIT) {
            line.released = true;
            return;
        }
        boolean first = !isLinked();
        line.released = false;
        directory.linkUp(line.session.link(), new PeerId(line.session.peer()), line.address);
        if (first && isLinked()) {
            directory.join();
            sayings.joined();
        }
    }

    private boolean isLinked() {
        return !directory.linked().isEmpty();
    }

    void linkDown(long link, boolean full) {
        Line line = lines.remove(link);
        if (line != null) {
            var peer = new PeerId(line.session.peer());
            if (own.remove(peer) != null && full) {
                letAlone(peer);
            }
            directory.linkDown(link);
        }
    }

    private void letAlone(PeerId peer) {
        full.put(peer, context.now().nanos() + FULL_NANOS);
        if (full.size() > OWN_LINKS_MAX) {
            full.remove(full.firstKey());
        }
    }

    /// Others are members now: whom we did not know when its link came up counts from now on. When
    /// a quarter came, hardly anybody has the links that it takes: guess.
    void rosterChanged() {
        contacts.changed();
        members = board.members().members().size();
        if (members > grownFrom + grownFrom / 4) {
            grownFrom = members;
            directory.lookAround();
        }
        for (Line line : new ArrayList<>(lines.values())) {
            if (line.released) {
                take(line);
            }
        }
    }

    /// To whom the other side of a link says that it is linked.
    void told(long link, List<PeerId> peers) {
        var neighbours = new ArrayList<Contact>();
        for (PeerId peer : peers) {
            Contact contact = contact(peer);
            if (contact != null) {
                neighbours.add(contact);
            }
        }
        directory.told(link, neighbours);
    }

    void received(long link, DirectoryMessage message) {
        Line line = lines.get(link);
        if (line == null) {
            return; // it shares the board already, and we do not yet
        }
        if (message instanceof Seek seek && !line.mayAsk(context.now())) {
            line.session.send(new NoWay(board.id(), seek.nonce(), seek.hops()));
            return;
        }
        charged = line;
        try {
            directory.received(link, message);
        } finally {
            charged = null;
        }
    }

    void dialFailed(String address) {
        own.entrySet()
                .removeIf(
                        one ->
                                one.getValue().address().equals(address)
                                        && !door.isLinked(one.getKey()));
    }

    // What its owner does

    void find(RecordKind kind, Bytes subject, boolean traced, Found.Then then) {
        directory.find(kind, subject, traced, then);
    }

    Sayings sayings() {
        return sayings;
    }

    /// Whether something of it is being signed.
    boolean isSigning() {
        return signing > 0;
    }

    /// Whether this peer stands where it stood when this was made: it may have been let in anew.
    boolean isAt(@Nullable Contact now) {
        return self.equals(now);
    }

    /// Another one takes its place, or none: who asked it something is told what is known by now.
    void end() {
        over = true; // nobody is dialled for it any more
        directory.end();
    }

    void wake() {
        long now = context.now().nanos();
        if (now < wakeAtNanos) {
            wakeAgain();
            return;
        }
        wakeAtNanos = Now.NEVER;
        directory.wake();
        sayings.wake();
        wakeAgain();
    }

    private void wakeAgain() {
        if (wakeAtNanos != Now.NEVER) {
            context.effects().wakeAt(wakeAtNanos);
        }
    }

    void measure(List<Gauge> out) {
        directory.measure(out);
        out.add(new Gauge("signatures checked for a directory", checking, CHECKS_MAX));
        out.add(new Gauge("signatures known to hold", verified.size(), Verified.MAX));
        out.add(new Gauge("links of a directory's own", own.size(), OWN_LINKS_MAX));
        out.add(new Gauge("who is full", full.size(), OWN_LINKS_MAX));
        sayings.measure(out);
    }

    // What the directory asks

    @Override
    public Contact self() {
        return self;
    }

    @Override
    public Now now() {
        return context.now();
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAtNanos = Math.min(wakeAtNanos, nanos);
        context.effects().wakeAt(nanos);
    }

    @Override
    public @Nullable Contact contact(PeerId peer) {
        return peer.equals(self.peer()) ? self : contacts.of(peer);
    }

    @Override
    public void send(long link, Message message) {
        Line line = lines.get(link);
        if (line != null) {
            line.session.send(message);
        }
    }

    @Override
    public boolean dial(PeerId peer, String address) {
        if (over || !InvitationLink.isAddress(address) || InvitationLink.isMesh(address)) {
            return false;
        }
        long now = context.now().nanos();
        own.entrySet().removeIf(one -> isOver(one.getKey(), one.getValue(), now));
        full.values().removeIf(until -> until <= now);
        int most = members <= SMALL ? 0 : Math.min(OWN_LINKS_MAX, members / MEMBERS_OF_LINK);
        if (own.size() >= most || full.containsKey(peer)) {
            return false;
        }
        if (door.isLinked(peer)) {
            return stay(peer, address);
        }
        own.put(peer, new Dial(address, now + DIAL_NANOS));
        context.effects().dial(address, peer.key());
        return true;
    }

    /// What was a visit is a link of its own from now on.
    private boolean stay(PeerId peer, String address) {
        for (Line line : new ArrayList<>(lines.values())) {
            boolean theirs = peer.key().equals(line.session.peer());
            if (theirs && door.use(line.session.link()) == Use.VISIT) {
                own.put(peer, new Dial(address, context.now().nanos()));
                door.needs(line.session.link());
                return true;
            }
        }
        return false;
    }

    private boolean isOver(PeerId peer, Dial dial, long now) {
        return dial.untilNanos() <= now && !door.isLinked(peer);
    }

    @Override
    public void release(long link) {
        Line line = lines.get(link);
        if (line != null) {
            line.released = true;
        }
    }

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        signing++;
        context.effects()
                .sign(
                        message,
                        null,
                        signature -> {
                            signing--;
                            then.accept(signature);
                        });
    }

    /// What is asked for beyond what there is room for counts as bad, and its sender as one that
    /// brings nothing.
    @Override
    public void check(List<Check> checks, Then<Boolean> then) {
        List<Check> unknown = verified.unknown(checks);
        int count = unknown.size();
        Line payer = charged;
        int left = CHECKS_MAX - checking;
        if (count > left || payer != null && !payer.mayCheck(count, left)) {
            then.accept(false);
            return;
        }
        checking += count;
        if (payer != null) {
            payer.checking(count);
        }
        Checks.all(
                unknown,
                context.effects(),
                good -> {
                    checking -= count;
                    if (payer != null) {
                        payer.checking(-count);
                    }
                    if (good) {
                        verified.add(unknown);
                    }
                    then.accept(good);
                });
    }
}
