package kith;

import java.util.ArrayList;
import java.util.List;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.crdt.Op;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Frontier;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Replica;
import kith.replica.history.Ask;
import kith.replica.history.History;
import kith.replica.history.Page;
import kith.replica.history.Why;
import kith.replica.past.Pasts;
import kith.replica.past.Want;
import kith.replica.snapshot.Snapshots;
import kith.replica.undo.Undoing;
import kith.state.Query;
import kith.state.Shown;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Takes questions about the logs of spaces, and what needs their answers: what was there once, and
/// undoing. Answers each of them in the end, unless nobody waits for it any more.
///
/// *Names of versions.* A name is a register at `.versions/<name>` of the space, with the ids of
/// the version as an array; so all members have it. Wherever a version is asked for, one text that
/// is no id is looked up there.
final class Questions {
    /// Where the names of versions are.
    static final Path VERSIONS = Path.of(".versions");

    /// How much of an author must be named.
    private static final int AUTHOR_CHARS_MIN = 4;

    /// The longest lease. Guess: ten years.
    private static final long LEASE_MILLIS_MAX = 10L * 365 * 86_400_000;

    /// The longest name. Guess: a line of text.
    private static final int NAME_BYTES_MAX = 200;

    private final Outbox outbox;
    private final Clients clients;
    private final Snapshots snapshots;
    private final History history = new History();
    private final Pasts pasts = new Pasts();

    Questions(Outbox outbox, Clients clients, Snapshots snapshots) {
        this.outbox = outbox;
        this.clients = clients;
        this.snapshots = snapshots;
    }

    void wake(Now now) {
        history.wake();
        pasts.wake(now);
    }

    void measure(List<Gauge> out) {
        history.measure(out);
        pasts.measure(out);
    }

    void ask(long ticket, Replica replica, Command.Log log) {
        String from = log.from();
        Place behind = from == null ? null : placesOf(replica, List.of(from)).getFirst();
        var ask =
                new Ask(
                        log.at().path(),
                        log.oldest(),
                        behind,
                        placesOf(replica, log.since()),
                        log.changesMax(),
                        log.editsMax(),
                        log.valueBytesMax());
        var then = new Answering(outbox, ticket, Clients.version(replica));
        if (!history.begin(ticket, replica, ask, then)) {
            throw tooMany();
        }
    }

    void why(long ticket, Replica replica, Command.Why why) {
        Path path = why.at().path();
        Ask ask = Why.ask(path, why.changesMax());
        if (!history.begin(ticket, replica, ask, new Explaining(outbox, ticket, replica, path))) {
            throw tooMany();
        }
    }

    private record Explaining(Outbox outbox, long ticket, Replica replica, Path path)
            implements History.Then {
        @Override
        public void page(Page page) {
            Why why = Why.of(replica, path, page);
            outbox.reply(ticket, new Answer.Explained(why, Clients.version(replica)));
        }

        @Override
        public void busy() {
            outbox.reply(ticket, Questions.busy());
        }
    }

    private static Refusal tooMany() {
        return new Refusal(
                Problem.TOO_MANY_QUESTIONS,
                "too many questions about the log wait: ask again later");
    }

    /// Nobody waits for the answer to that call any more.
    void forget(long ticket) {
        history.forget(ticket);
        pasts.forget(ticket);
    }

    private record Answering(Outbox outbox, long ticket, List<String> version)
            implements History.Then {
        @Override
        public void page(Page page) {
            outbox.reply(ticket, new Answer.Logged(page, version));
        }

        @Override
        public void busy() {
            outbox.reply(ticket, Questions.busy());
        }
    }

    private static Answer.Failed busy() {
        String detail =
                "the disk is far behind, or fails, and was not read in time: ask again later";
        return new Answer.Failed(Problem.DISK_BUSY, detail);
    }

    // What was there

    void past(long ticket, Replica replica, Command.Past past) {
        List<Place> version = placesOf(replica, past.version());
        if (version.isEmpty()) {
            throw new Refusal(
                    Problem.VERSION_UNKNOWN, "name a version: an id, or a name it was given");
        }
        List<String> names = Clients.names(replica.graph(), version);
        Path path = past.at().path();
        var query =
                new Query(
                        path, past.depth(), past.after(), past.cellsMax(), Query.BYTES_MAX, false);
        Query.Answer text = text(replica, query, version);
        if (text != null) {
            outbox.reply(ticket, new Answer.Found(text, names));
            return;
        }
        var then = new Remembering(outbox, ticket, query, names);
        if (!pasts.begin(ticket, new Want(replica, path, version, false), then)) {
            throw tooMany();
        }
    }

    /// A text has its history with it, so the log need not be read; null when there was none then,
    /// or an empty one: something else may have been there.
    private static Query.@Nullable Answer text(Replica replica, Query query, List<Place> version) {
        replica.own().close();
        boolean isText = replica.state().shown(query.path()).slot() == Shown.Slot.TEXT;
        if (!isText || query.after() != null) {
            return null;
        }
        String text = replica.state().textAt(query.path(), replica.graph().seenFrom(version));
        if (text == null || text.isEmpty()) {
            return null;
        }
        var shown = new Shown(Shown.Slot.TEXT, new Value.Text(text), false);
        return new Query.Answer(
                query, List.of(new Query.Found(query.path(), shown, 0, false)), true);
    }

    private record Remembering(Outbox outbox, long ticket, Query query, List<String> version)
            implements Pasts.Then {
        @Override
        public void past(Space space, @Nullable Change itself) {
            outbox.reply(ticket, new Answer.Found(space.query(query), version));
        }

        @Override
        public void failed(Pasts.Failure why) {
            outbox.reply(
                    ticket,
                    switch (why) {
                        case BUSY -> busy();
                        case DAMAGED -> damaged();
                        case TOO_LARGE -> tooLarge();
                        case PRUNED -> pruned();
                    });
        }
    }

    private static Answer.Failed damaged() {
        return new Answer.Failed(
                Problem.LOG_DAMAGED,
                "a part of the log before that version cannot be read from the disk any more");
    }

    private static Answer.Failed tooLarge() {
        return new Answer.Failed(
                Problem.PAST_TOO_LARGE,
                "more was written there up to that version than is kept in memory at once: ask for"
                        + " a part of it");
    }

    private static Answer.Failed pruned() {
        return new Answer.Failed(
                Problem.VERSION_PRUNED,
                "contents that it was made of were pruned here: only newer versions can be read");
    }

    // Names

    /// The changes that a client named; they must be here.
    private static List<Place> placesOf(Replica replica, List<String> version) {
        boolean isName = version.size() == 1 && whole(replica, version.getFirst()) == null;
        if (isName) {
            return named(replica, version.getFirst());
        }
        var ids = new ArrayList<String>();
        for (String text : version) {
            String id = whole(replica, text);
            ids.add(id == null ? text : id);
        }
        return Clients.placesOf(replica, ids);
    }

    /// The id that a text is, or is short for: `<beginning of the author>.<number>`, where only one
    /// change here can be meant. Null for any other text.
    private static @Nullable String whole(Replica replica, String text) {
        if (isId(text)) {
            return text;
        }
        int dot = text.lastIndexOf('.');
        int seq = dot < AUTHOR_CHARS_MIN ? 0 : number(text, dot + 1);
        String found = null;
        for (int chain = 0; seq > 0 && chain < replica.graph().chainCount(); chain++) {
            ChangeGraph graph = replica.graph();
            boolean has = seq <= replica.own().lastOf(chain) && seq >= graph.first(chain);
            String author = new PeerId(graph.id(chain).author()).text();
            if (has && author.startsWith(text.substring(0, dot))) {
                if (found != null) {
                    throw new Refusal(
                            Problem.VERSION_UNKNOWN,
                            "several changes are "
                                    + Malformed.quote(text)
                                    + " in short: name one as the log tells it with --json");
                }
                found = Clients.name(graph, new Place(chain, seq));
            }
        }
        return found;
    }

    private static int number(String text, int start) {
        int number = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || number > Integer.MAX_VALUE / 10 - 1) {
                return 0;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private static List<Place> named(Replica replica, String name) {
        Value ids = replica.state().shown(VERSIONS.child(name)).value();
        if (!(ids instanceof Value.Array array) || array.size() == 0) {
            throw new Refusal(
                    Problem.VERSION_UNKNOWN,
                    Malformed.quote(name)
                            + " is no version of this space: neither an id as the log has them, nor"
                            + " a name that was given to one");
        }
        var texts = new ArrayList<String>();
        for (Value id : array.items()) {
            texts.add(id instanceof Value.Text(String text) ? text : "");
        }
        return Clients.placesOf(replica, texts);
    }

    private static boolean isId(String text) {
        try {
            Frontier.parse(text);
            return true;
        } catch (Malformed no) {
            return false;
        }
    }

    void name(long ticket, Replica replica, Command.Name name) {
        String text = name.name();
        checkName(text);
        Path at = VERSIONS.child(text);
        if (name.remove()) {
            if (replica.state().shown(at).isNothing()) {
                throw new Refusal(
                        Problem.VERSION_UNKNOWN, "no version is called " + Malformed.quote(text));
            }
            written(ticket, replica, new Op.Unset(at));
            return;
        }
        replica.own().close();
        List<String> ids =
                name.version().isEmpty()
                        ? Clients.version(replica)
                        : Clients.names(replica.graph(), placesOf(replica, name.version()));
        if (ids.isEmpty()) {
            throw new Refusal(Problem.VERSION_UNKNOWN, "nothing was ever written in this space");
        }
        var items = new ArrayList<Value>();
        ids.forEach(id -> items.add(new Value.Text(id)));
        written(ticket, replica, new Op.Set(at, Value.Array.of(items)));
    }

    /// A name must not be taken for ids, of which several are written with commas between.
    private static void checkName(String name) {
        boolean bad =
                name.isEmpty() || name.indexOf(',') >= 0 || name.indexOf('"') >= 0 || isId(name);
        if (bad || Utf8.size(name) > NAME_BYTES_MAX) {
            throw new Refusal(
                    Problem.VALUE_MALFORMED,
                    Malformed.quote(name)
                            + " cannot be the name of a version: 1 to "
                            + NAME_BYTES_MAX
                            + " bytes without commas and quotation marks, and no id");
        }
    }

    private void written(long ticket, Replica replica, Op op) {
        outbox.reply(ticket, clients.written(replica, replica.own().writeOps(List.of(op))));
    }

    // Pruning

    /// Only a space as a whole is pruned, and none that Kith writes itself.
    static Address requirePrunable(Address at) {
        if (at.space().equals(Board.FACTS)) {
            throw new Refusal(
                    Problem.NOT_ALLOWED, "what a board knows of its members is never pruned");
        }
        if (!at.path().equals(Path.ROOT)) {
            throw new Refusal(
                    Problem.ADDRESS_MALFORMED,
                    "a space is pruned as a whole: leave out "
                            + Malformed.quote(at.path().toText())
                            + " behind "
                            + Address.text(at.space()));
        }
        return at;
    }

    void prune(long ticket, Replica replica, Command.Prune prune) {
        switch (prune.what()) {
            case SET -> {
                checkLease(prune.leaseMillis());
                var lease = new Value.Int(prune.leaseMillis());
                replica.own().writeOps(List.of(new Op.Set(Snapshots.POLICY, lease)));
            }
            case STOP -> replica.own().writeOps(List.of(new Op.Unset(Snapshots.POLICY)));
            case NOW -> {
                snapshots.propose(replica, new Proposed(ticket, replica));
                return;
            }
            case SHOW -> {}
        }
        outbox.reply(ticket, new Answer.Pruned(snapshots.report(replica)));
    }

    private static void checkLease(long millis) {
        if (millis < 0 || millis > LEASE_MILLIS_MAX) {
            throw new Refusal(
                    Problem.VALUE_MALFORMED,
                    "a lease of " + millis + " ms, expected 0 to " + LEASE_MILLIS_MAX);
        }
    }

    /// Answers who asked for a snapshot now.
    private final class Proposed implements Snapshots.Then {
        private final long ticket;
        private final Replica replica;

        Proposed(long ticket, Replica replica) {
            this.ticket = ticket;
            this.replica = replica;
        }

        @Override
        public void proposed(int changes) {
            outbox.reply(ticket, new Answer.Pruned(snapshots.report(replica)));
        }

        @Override
        public void notProposed(String why) {
            outbox.reply(ticket, new Answer.Failed(Problem.NOTHING_TO_PRUNE, why));
        }
    }

    // Undoing

    void undo(long ticket, Replica replica, Command.Undo undo) {
        String change = undo.change();
        Place wanted = change == null ? null : placesOf(replica, List.of(change)).getFirst();
        var then = new Undone(outbox, clients, ticket, replica);
        Path path = undo.at().path();
        if (!Undoing.begin(history, pasts, ticket, replica, path, wanted, undo.redo(), then)) {
            throw tooMany();
        }
    }

    private record Undone(Outbox outbox, Clients clients, long ticket, Replica replica)
            implements Undoing.Then {
        @Override
        public void undone(Place change, Place by) {
            String name = Clients.name(replica.graph(), change);
            outbox.reply(ticket, new Answer.Undone(name, clients.written(replica, by)));
        }

        @Override
        public void refused(Undoing.Reason reason, String text) {
            outbox.reply(
                    ticket,
                    switch (reason) {
                        case NOTHING -> new Answer.Failed(Problem.NOTHING_TO_UNDO, text);
                        case REFUSED -> new Answer.Failed(Problem.UNDO_REFUSED, text);
                        case BUSY -> busy();
                        case DAMAGED -> damaged();
                        case TOO_LARGE -> tooLarge();
                        case PRUNED -> pruned();
                    });
        }
    }
}
