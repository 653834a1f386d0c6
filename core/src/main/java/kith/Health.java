package kith;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.overlay.Overlay;
import kith.port.About;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Admitting;
import kith.replica.Replica;
import kith.state.Query;
import kith.state.Shown;
import kith.state.Space;
import kith.state.Tree;
import kith.state.Writing;
import kith.store.Position;
import kith.sync.Pulse;
import kith.sync.Session;
import kith.talk.Fields;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// How this peer is, as cells under `.peer`: its links, boards and spaces, what it has and others
/// have, what is missing where and since when.
///
/// The cells are brought up to date when somebody reads them, and a few times a second while
/// somebody watches them. "In sync" here is always a comparison of versions with hashes.
final class Health {
    private static final long REFRESH_NANOS = Now.SECOND / 4;

    /// How many pairs of a space and a member without a link are remembered, and as many are shown
    /// for one space. Guess: as many as somebody reads.
    private static final int AWAY_MAX = 100;

    /// How many numbers that takes, one for each chain. Guess: some megabytes.
    private static final int PLACES_AWAY_MAX = 1_000_000;

    /// Members that neighbours are linked to, of one board. Guess: as many as somebody reads.
    private static final int DISCOVERED_MAX = 1_000;

    private final Engine engine;
    private final Config config;
    private final Tree.Local local;
    private final TreeMap<String, Long> apartSince = new TreeMap<>();
    private final LinkedHashMap<String, Away> away = new LinkedHashMap<>();
    private Value.Obj metrics = Value.Obj.EMPTY;
    private long placesAway;
    private long refreshedAt = Long.MIN_VALUE / 2;
    private Value before = Value.Null.NULL;

    /// What a peer had of a space when the last link to it ended, and when that was.
    private static final class Away {
        /// By the number of the chain; what is not in it, it had nothing of.
        final int[] had;

        final long sinceMillis;

        Away(int[] had, long sinceMillis) {
            this.had = had;
            this.sinceMillis = sinceMillis;
        }

        int had(int chain) {
            return chain < had.length ? had[chain] : 0;
        }
    }

    Health(Engine engine, Config config) {
        this.engine = engine;
        this.config = config;
        this.local = new Tree.Local(new ChainId(config.self().key(), 0, Bytes.EMPTY));
    }

    /// What the host counted; shown from the next time on.
    void measured(Value.Obj counted) {
        metrics = counted;
    }

    Space space() {
        return local.space();
    }

    /// Somebody begins to watch.
    void watched() {
        engine.outbox().wakeAt(engine.context().now().nanos() + REFRESH_NANOS);
    }

    void wake() {
        if (engine.clients().watchesHealth()) {
            refresh();
            engine.outbox().wakeAt(engine.context().now().nanos() + REFRESH_NANOS);
        }
    }

    /// A link ended: what the other side had is remembered, for who asks what it is missing.
    void linkDown(Session session) {
        PeerId peer = new PeerId(session.peer());
        long now = engine.context().now().wallMillis();
        for (Board board : engine.boards().all()) {
            for (Replica replica : board.spaces().values()) {
                apartSince.remove(key(board, replica, peer));
                if (session.shares(replica)) {
                    String key = key(board, replica, peer);
                    forget(key);
                    var last = new Away(had(replica, session), now);
                    away.put(key, last);
                    placesAway += last.had.length;
                }
            }
        }
        while (away.size() > AWAY_MAX || placesAway > PLACES_AWAY_MAX) {
            forget(away.keySet().iterator().next());
        }
    }

    private void forget(String key) {
        Away gone = away.remove(key);
        placesAway -= gone == null ? 0 : gone.had.length;
    }

    /// What the other side told that it has, of chains that have something here: the number of one
    /// that has nothing may be given to another.
    private static int[] had(Replica replica, Session session) {
        ChangeGraph graph = replica.graph();
        var had = new int[graph.chainCount()];
        for (int chain = 0; chain < had.length; chain++) {
            boolean any = graph.last(chain) >= graph.first(chain);
            had[chain] = any ? session.there(replica).told(chain) : 0;
        }
        return had;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("who is remembered as away", away.size(), AWAY_MAX));
        out.add(new Gauge("places of who is away", placesAway, PLACES_AWAY_MAX));
    }

    private static String key(Board board, Replica replica, PeerId peer) {
        return board.id().text() + "/" + replica.name() + " " + peer.text();
    }

    /// Something is here that whoever asked for it expects to see at once.
    void changed() {
        refreshedAt = Long.MIN_VALUE / 2;
    }

    /// Brings the cells up to date, unless that was done just now.
    void refresh() {
        long now = engine.context().now().nanos();
        if (now - refreshedAt < REFRESH_NANOS / 2) {
            return;
        }
        refreshedAt = now;
        var cells = new Fields();
        write(cells);
        Value after = cells.value();
        if (!after.equals(before)) {
            var edits = new ArrayList<Writing.Edit>();
            differences(Path.ROOT, before, after, edits);
            local.write(edits);
            local.space().settle();
            before = after;
        }
    }

    /// Only what changed is written, so that who watches is told of nothing else.
    private static void differences(
            Path path, Value before, Value after, List<Writing.Edit> edits) {
        if (!(before instanceof Value.Obj old) || !(after instanceof Value.Obj now)) {
            if (!before.equals(after)) {
                edits.add(new Writing.Put(path, after));
            }
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (now.find(old.name(i)) == null) {
                edits.add(new Writing.Remove(path.child(old.name(i))));
            }
        }
        for (int i = 0; i < now.size(); i++) {
            Value was = old.find(now.name(i));
            Path child = path.child(now.name(i));
            if (was == null) {
                edits.add(new Writing.Put(child, now.value(i)));
            } else {
                differences(child, was, now.value(i), edits);
            }
        }
    }

    private void write(Fields out) {
        out.put("id", config.self().text());
        out.put("agent", config.about().agent());
        out.put("version", config.versions().getLast());
        if (!config.about().region().isEmpty()) {
            out.put("region", config.about().region());
        }
        out.put("addresses", engine.peering().addresses());
        out.put("store", store());
        out.put("boards", boards());
        out.put("links", links());
        out.put("unreached", unreached());
        out.put("discovered", discovered());
        out.put("network", network());
        out.put("spaces", spaces());
        if (metrics.size() > 0) {
            out.put("metrics", metrics);
        }
    }

    private Fields store() {
        var out = new Fields();
        out.put("end", Position.text(engine.journal().end()));
        out.put("durable", Position.text(engine.journal().durable()));
        out.put("checkpoint", engine.checkpoints().last());
        String failure = engine.calls().diskFailure();
        out.put("writable", failure == null);
        if (failure != null) {
            out.put("failure", failure);
        }
        var damaged = new ArrayList<String>();
        engine.journal().damaged().forEach(one -> damaged.add(one.text()));
        out.put("damaged", damaged);
        return out;
    }

    private Fields boards() {
        var out = new Fields();
        for (Board board : engine.boards().all()) {
            var one = new Fields();
            one.put("id", board.id().text());
            one.put("default", engine.boards().isDefault(board));
            var members = new Fields();
            for (Members.Member member : board.members().members()) {
                var about = new Fields().put("depth", member.depth());
                if (member.invitedBy() != null) {
                    about.put("invitedBy", member.invitedBy().text());
                }
                if (member.invitation() != null) {
                    about.put("invitation", member.invitation().hex());
                }
                members.put(member.id().text(), about.put("since", member.admittedAtMillis()));
            }
            one.put("members", members);
            one.put("removed", removed(board));
            one.put("invitations", invitations(board));
            out.put(board.alias(), one);
        }
        return out;
    }

    private static Fields removed(Board board) {
        var out = new Fields();
        for (Members.Removed removed : board.members().removed()) {
            out.put(
                    removed.id().text(),
                    new Fields().put("by", removed.by().text()).put("at", removed.atMillis()));
        }
        return out;
    }

    private Fields invitations(Board board) {
        var out = new Fields();
        long now = engine.context().now().wallMillis();
        for (Members.Invited invited : board.members().invitations()) {
            var one = new Fields();
            one.put("by", invited.invitation().inviter().text());
            one.put("uses", invited.uses());
            one.put("usesMax", invited.invitation().usesMax());
            one.put("expiresAt", invited.invitation().expiresAtMillis());
            one.put("note", invited.invitation().note());
            one.put("state", state(invited.state(now)));
            out.put(invited.id().hex(), one);
        }
        return out;
    }

    private static String state(Members.InvitationState state) {
        return switch (state) {
            case OPEN -> "open";
            case USED_UP -> "used-up";
            case EXPIRED -> "expired";
            case REVOKED -> "revoked";
        };
    }

    private Fields links() {
        var out = new Fields();
        for (Engine.Link link : engine.links()) {
            Session session = link.session();
            var one = new Fields();
            one.put("address", link.address());
            one.put("inbound", link.inbound());
            one.put("use", engine.meshing().use(session.link()).word());
            one.put("since", link.since().wallMillis());
            one.put("version", session.version());
            about(one, session);
            long distance = engine.meshing().nearby().distanceMicros(session.link());
            if (distance >= 0) {
                one.put("distanceMicros", distance);
            }
            one.put("sent", session.traffic().sent());
            one.put("taken", session.traffic().taken());
            Long off = engine.peering().clockOffMillis(session.peer());
            if (off != null) {
                one.put("clockOffSeconds", off / 1000);
            }
            var refused = engine.peering().refusals().get(session.peer());
            if (refused != null) {
                one.put("refused", refused.code() + ": " + refused.detail());
            }
            if (session.credit().isHeldBack()) {
                one.put("slowed", "over its budget of bytes or changes a second");
            }
            if (session.credit().isWanting()) {
                one.put("waiting", "for credit from there");
            }
            String name = new PeerId(session.peer()).text();
            out.put(out.has(name) ? name + "-" + session.link() : name, one);
        }
        return out;
    }

    /// Who is at the other end, and whether it is still there.
    private void about(Fields out, Session session) {
        Pulse pulse = session.pulse();
        About about = session.about();
        out.put("agent", about.agent());
        if (!about.device().isEmpty()) {
            out.put("device", about.device());
        }
        if (!about.region().isEmpty()) {
            out.put("region", about.region());
        }
        out.put("can", about.words());
        out.put("heard", heardMillis(pulse));
        out.put("stale", pulse.isStale(engine.context().now()));
        if (pulse.roundTripNanos() >= 0) {
            out.put("roundTripMicros", pulse.roundTripNanos() / 1000);
        }
    }

    /// To the heartbeat: who watches need not be told of each frame.
    private long heardMillis(Pulse pulse) {
        long beat = config.limits().heartbeatNanos() / Now.MILLI;
        return pulse.heardAt().wallMillis() / beat * beat;
    }

    /// Where we tried to find others and did not.
    private Fields unreached() {
        var out = new Fields();
        for (Overlay.Unreached one : engine.meshing().overlay().unreached()) {
            out.put(
                    one.address(),
                    new Fields()
                            .put("because", one.because())
                            .put("again", seconds(one.againNanos())));
        }
        return out;
    }

    /// The members whom those are linked to that we are linked to, by boards.
    private Fields discovered() {
        var out = new Fields();
        for (Board board : engine.boards().all()) {
            var ofBoard = new Fields();
            for (Overlay.Discovered one : engine.meshing().discovered(board)) {
                if (ofBoard.size() < DISCOVERED_MAX) {
                    ofBoard.put(one.peer().text(), discovered(one));
                }
            }
            if (ofBoard.size() > 0) {
                out.put(board.alias(), ofBoard);
            }
        }
        return out;
    }

    /// Who is there, how near, and who leads, by boards.
    private Fields network() {
        var out = new Fields();
        for (Board board : engine.boards().all()) {
            out.put(board.alias(), engine.meshing().nearby().cells(board.id()));
        }
        return out;
    }

    /// They were heard of when a neighbour that is linked to them was heard.
    private Fields discovered(Overlay.Discovered one) {
        var through = new ArrayList<String>();
        long heard = 0;
        boolean stale = true;
        for (PeerId peer : one.through()) {
            through.add(peer.text());
            Session session = engine.peering().sessionWith(peer.key());
            if (session != null) {
                heard = Math.max(heard, heardMillis(session.pulse()));
                stale &= session.pulse().isStale(engine.context().now());
            }
        }
        var out = new Fields();
        out.put("dialable", one.dialable());
        out.put("through", through);
        out.put("heard", heard).put("stale", stale);
        if (!one.because().isEmpty()) {
            out.put("because", one.because()).put("again", seconds(one.againNanos()));
        }
        return out;
    }

    /// A time to come as others see it, to the second.
    private long seconds(long nanos) {
        Now now = engine.context().now();
        return (now.wallMillis() + (nanos - now.nanos()) / Now.MILLI) / 1000 * 1000;
    }

    private Fields spaces() {
        var out = new Fields();
        for (Board board : engine.boards().all()) {
            var ofBoard = new Fields();
            for (Replica replica : board.spaces().values()) {
                ofBoard.put(replica.name(), space(board, replica));
            }
            out.put(board.alias(), ofBoard);
        }
        return out;
    }

    private Fields space(Board board, Replica replica) {
        var out = new Fields();
        ChangeGraph graph = replica.graph();
        out.put("id", replica.id().text());
        out.put("changes", graph.changeCount());
        out.put("heads", heads(graph));
        out.put("waiting", replica.admitting().waiting());
        out.put("rebuilding", replica.isRebuilding());
        var held = new Fields();
        for (Admitting.Held one : replica.admitting().held()) {
            held.put(
                    name(one.chain()),
                    new Fields().put("beyond", one.seq()).put("because", one.code()));
        }
        out.put("held", held);
        var forks = new ArrayList<String>();
        replica.forks().forEach(fork -> forks.add(name(fork.chain()) + " at " + fork.seq()));
        out.put("forks", forks);
        out.put("copied", replica.own().isCopied());
        Fields peers = peers(board, replica);
        return out.put("peers", peers).put("away", away(board, replica, peers));
    }

    /// How far those are apart to whom we told over a link that we have it.
    private Fields peers(Board board, Replica replica) {
        var peers = new TreeMap<String, Value.Obj>();
        for (Session session : engine.sessions()) {
            String peer = new PeerId(session.peer()).text();
            Value.Obj other = peers.get(peer); // there may be two links to one peer
            boolean known = other != null && Value.Bool.TRUE.equals(other.find("inSync"));
            if (session.number(replica) > 0 && !known) {
                peers.put(
                        peer,
                        apart(key(board, replica, new PeerId(session.peer())), replica, session));
            }
        }
        var all = new Fields();
        peers.forEach((peer, how) -> all.put(peer, how));
        return all;
    }

    /// The members that no link leads to now, and what they are missing of what is here.
    private Fields away(Board board, Replica replica, Fields peers) {
        var all = new Fields();
        for (Members.Member member : board.members().members()) {
            PeerId id = member.id();
            boolean there =
                    id.equals(config.self())
                            || peers.has(id.text())
                            || engine.peering().sessionWith(id.key()) != null;
            if (!there && all.size() < AWAY_MAX) {
                all.put(id.text(), away(replica, away.get(key(board, replica, id))));
            }
        }
        return all;
    }

    private static Fields away(Replica replica, @Nullable Away last) {
        var out = new Fields();
        if (last == null) { // not since this peer was started
            return out;
        }
        ChangeGraph graph = replica.graph();
        long missing = 0;
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int there = Math.max(last.had(chain), graph.first(chain) - 1);
            missing += Math.max(0, graph.last(chain) - there);
        }
        return out.put("since", last.sinceMillis).put("missingThere", missing);
    }

    private static Fields heads(ChangeGraph graph) {
        var out = new Fields();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= graph.first(chain)) {
                out.put(name(graph.id(chain)), graph.last(chain));
            }
        }
        return out;
    }

    private static String name(ChainId id) {
        String base = new PeerId(id.author()).text() + "." + Long.toString(id.incarnation(), 36);
        return id.branch().size() == 0 ? base : base + "." + id.branch().hex();
    }

    /// How far a peer and we are apart, and since when. Until it tells what it has it has nothing,
    /// as far as we know, and is not in sync.
    private Value.Obj apart(String key, Replica replica, Session session) {
        ChangeGraph graph = replica.graph();
        long missingThere = 0;
        long missingHere = session.there(replica).unplacedChanges();
        boolean differ = false;
        var heads = new Fields();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int there = Math.max(session.there(replica).told(chain), graph.first(chain) - 1);
            int here = graph.last(chain);
            if (there != here) {
                heads.put(name(graph.id(chain)), there);
            }
            missingThere += Math.max(0, here - there);
            missingHere += Math.max(0, there - here);
            differ |=
                    here == there
                            && here >= graph.first(chain)
                            && otherHash(replica, session, chain);
        }
        boolean told = session.shares(replica);
        boolean inSync = told && missingThere == 0 && missingHere == 0 && !differ;
        var out = new Fields();
        out.put("inSync", inSync);
        out.put("missingThere", missingThere);
        out.put("missingHere", missingHere);
        if (told) {
            out.put("heads", heads);
        }
        if (differ) {
            out.put("hashesDiffer", true);
        }
        if (inSync) {
            apartSince.remove(key);
        } else {
            long since = apartSince.computeIfAbsent(key, k -> engine.context().now().wallMillis());
            out.put("since", since);
        }
        return out.value();
    }

    private static boolean otherHash(Replica replica, Session session, int chain) {
        long told = session.there(replica).piece(chain);
        return told != 0 && told != replica.tipPiece(chain);
    }

    /// What there is at the top: the spaces of a board.
    Answer listing(@Nullable String boardName) {
        var cells = new ArrayList<Query.Found>();
        cells.add(new Query.Found(Path.ROOT, Shown.CHILDREN, 0, false));
        Board board = engine.boards().find(boardName);
        if (board == null && boardName != null) {
            engine.boards().named(boardName); // says which there are
        }
        if (board != null) {
            for (Replica replica : board.spaces().values()) {
                if (!replica.name().equals(Address.BOARD)) {
                    Query.Answer top =
                            replica.state().query(Query.of(Path.ROOT).depth(0).cellsMax(1));
                    int children = top.cells().isEmpty() ? 0 : top.cells().getFirst().children();
                    Path path = Path.ROOT.child(replica.name());
                    cells.add(new Query.Found(path, Shown.CHILDREN, children, children > 0));
                }
            }
        }
        return new Answer.Found(
                new Query.Answer(Query.of(Path.ROOT).depth(1), cells, true), List.of());
    }
}
