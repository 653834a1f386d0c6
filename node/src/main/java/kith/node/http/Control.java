package kith.node.http;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Command.Prune;
import kith.Problem;
import kith.cluster.Figure;
import kith.dht.RecordKind;
import kith.identity.Crypto;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.node.http.live.Live;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Versions;
import kith.node.http.talk.Wrote;
import kith.replica.query.Inquiry;
import kith.replica.snapshot.Snapshots;
import kith.talk.Fields;
import kith.talk.InquiryText;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What is asked of a peer that is not a cell: `POST /.kith/<what>` with an object, and an object
/// in return. `docs/protocol/http.md` lists them.
final class Control {
    private static final int BODY_BYTES_MAX = 64 << 10;

    /// An invitation lets in one, unless it says otherwise.
    private static final long USES = 1;

    private static final long USES_MAX = Integer.MAX_VALUE;
    private static final long MILLIS_MAX = 60_000;
    private static final long QUERY_MILLIS = 5_000;
    /// What can be looked up in a directory.
    private static final Map<String, RecordKind> KINDS =
            new TreeMap<>(
                    Map.of(
                            "peer",
                            RecordKind.ADDRESSES,
                            "space",
                            RecordKind.REPLICA,
                            "capability",
                            RecordKind.CAPABILITY));

    private static final long SECONDS_MAX = 10L * 366 * 86_400;

    private final Door door;
    private final Live live;
    private final Crypto crypto;
    private final SecureRandom random;
    private final Runnable stop;
    private final Value about;
    private final Map<String, Deed> deeds = new TreeMap<>();

    private final Map<String, Wait> waits = new TreeMap<>();

    private interface Deed {
        Value of(Value.Obj asked);
    }

    /// Something that may take long: `look` is called meanwhile, and throws when nobody wants it
    /// any more.
    private interface Wait {
        Value of(Door door, Value.Obj asked, Runnable look);
    }

    Control(Door door, Live live, Crypto crypto, SecureRandom random, Runnable stop, Value about) {
        this.door = door;
        this.live = live;
        this.crypto = crypto;
        this.random = random;
        this.stop = stop;
        this.about = about;
        deeds.put("invite", this::invite);
        deeds.put("join", this::join);
        deeds.put("found", this::found);
        deeds.put("members/remove", this::remove);
        deeds.put("invitations/revoke", this::revoke);
        deeds.put("keep", this::keep);
        deeds.put("connect", this::connect);
        deeds.put("compare", this::compare);
        deeds.put("query", this::query);
        deeds.put("find", this::find);
        deeds.put("trace", this::trace);
        deeds.put("reach", _ -> reach());
        deeds.put("give", this::give);
        deeds.put("work/done", asked -> WorkDesk.done(door, asked));
        waits.put("work/submit", WorkDesk::submit);
        waits.put("work/take", WorkDesk::take);
        deeds.put("sync", this::sync);
        deeds.put("show", this::show);
        deeds.put("name", this::name);
        deeds.put("undo", this::undo);
        deeds.put("prune", this::prune);
    }

    /// `what` is the path behind `/.kith/`.
    void answer(Exchange exchange, String what) {
        if (what.equals("version")) {
            requireMethod(exchange, "GET", what);
            exchange.send(200, about);
        } else if (what.equals("stop")) {
            requireMethod(exchange, "POST", what);
            exchange.send(200, new Fields().put("stopping", true).value());
            stop.run();
        } else {
            Wait wait = waits.get(what);
            Deed deed =
                    wait == null
                            ? deeds.get(what)
                            : asked -> wait.of(door, asked, exchange::expectClient);
            if (deed == null) {
                throw Refused.because(
                        HttpProblem.NOT_FOUND,
                        "there is no /.kith/"
                                + what
                                + "; there are: version, stop, socket, "
                                + String.join(", ", deeds.keySet())
                                + ", "
                                + String.join(", ", waits.keySet()));
            }
            requireMethod(exchange, "POST", what);
            exchange.send(200, carriedOut(deed, asked(exchange)));
        }
    }

    private static void requireMethod(Exchange exchange, String method, String what) {
        if (!exchange.method().equals(method)) {
            throw Refused.method(method, "/.kith/" + what + " wants " + method);
        }
    }

    private static Value.Obj asked(Exchange exchange) {
        byte[] body = exchange.body(BODY_BYTES_MAX);
        if (body.length == 0) {
            return Value.Obj.EMPTY;
        }
        if (TreeWriting.json(body) instanceof Value.Obj obj) {
            return obj;
        }
        throw Refused.because(HttpProblem.JSON_MALFORMED, "expected an object");
    }

    private static Value carriedOut(Deed deed, Value.Obj asked) {
        try {
            return deed.of(asked);
        } catch (Malformed malformed) {
            throw Refused.because(Problem.VALUE_MALFORMED, String.valueOf(malformed.getMessage()));
        }
    }

    private Answer call(Command command) {
        Answer answer = door.call(command);
        if (answer instanceof Answer.Failed failed) {
            throw Refused.by(failed);
        }
        return answer;
    }

    private Value done(Command command) {
        call(command);
        return new Fields().put("done", true).value();
    }

    private static IllegalStateException unexpected(Answer answer) {
        return new IllegalStateException("answered by " + answer);
    }

    // Boards

    private Value invite(Value.Obj asked) {
        var bytes = new byte[InvitationLink.SECRET_BYTES];
        random.nextBytes(bytes);
        Bytes secret = Bytes.wrap(bytes);
        Bytes seed = InvitationLink.inviteSeed(secret, crypto.hasher());
        long seconds = Fields.number(asked, "expiresInSeconds", 0, SECONDS_MAX, 0);
        long expiresAt = seconds == 0 ? 0 : System.currentTimeMillis() + seconds * 1_000;
        String note = Fields.text(asked, "note");
        var invite =
                new Command.Invite(
                        Fields.text(asked, "board"),
                        secret,
                        crypto.publicKey(seed),
                        (int) Fields.number(asked, "uses", 0, USES_MAX, USES),
                        expiresAt,
                        note == null ? "" : note);
        if (call(invite) instanceof Answer.Invited(String link, String qr)) {
            var made = InvitationLink.parse(link, crypto.hasher());
            return new Fields()
                    .put("link", link)
                    .put("qr", qr)
                    .put("expiresAt", expiresAt)
                    .put("invitation", made.invitation().id(crypto.hasher()).hex())
                    .put("addresses", texts(made.addresses()))
                    .value();
        }
        throw new IllegalStateException("an invitation was answered otherwise");
    }

    private static Value texts(List<String> all) {
        return Value.Array.of(all.stream().<Value>map(Value.Text::new).toList());
    }

    private Value join(Value.Obj asked) {
        var link = InvitationLink.parse(Fields.textNeeded(asked, "link"), crypto.hasher());
        return joined(call(new Command.Join(link, Fields.text(asked, "alias"))));
    }

    private Value found(Value.Obj asked) {
        return joined(call(new Command.Found(Fields.textNeeded(asked, "name"))));
    }

    private static Value joined(Answer answer) {
        if (answer instanceof Answer.Joined(String board, boolean otherwise)) {
            return new Fields().put("board", board).put("renamed", otherwise).value();
        }
        throw unexpected(answer);
    }

    private Value remove(Value.Obj asked) {
        return done(new Command.RemoveMember(Fields.text(asked, "board"), peer(asked)));
    }

    private Value keep(Value.Obj asked) {
        return done(new Command.Keep(address(asked), Fields.textNeeded(asked, "region")));
    }

    private static PeerId peer(Value.Obj asked) {
        return PeerId.parse(Fields.textNeeded(asked, "peer"));
    }

    private Value revoke(Value.Obj asked) {
        String hex = Fields.textNeeded(asked, "invitation");
        return done(new Command.Revoke(Fields.text(asked, "board"), Bytes.fromHex(hex)));
    }

    // Peers

    private Value connect(Value.Obj asked) {
        return done(new Command.Connect(Fields.textNeeded(asked, "address")));
    }

    private Value sync(Value.Obj asked) {
        return done(new Command.Sync(Fields.text(asked, "peer") == null ? null : peer(asked)));
    }

    private Value compare(Value.Obj asked) {
        Answer answer = call(new Command.Compare(address(asked), peer(asked)));
        if (answer instanceof Answer.Compared(Value report)) {
            return report;
        }
        throw unexpected(answer);
    }

    private Value query(Value.Obj asked) {
        Address at = address(asked);
        var inquire =
                new Command.Inquire(
                        at,
                        InquiryText.parse(at.path(), asked),
                        asked.find("peer") == null ? null : peer(asked),
                        Fields.number(asked, "within", 0, MILLIS_MAX, QUERY_MILLIS));
        if (call(inquire) instanceof Answer.Matched(Inquiry.Page page)) {
            return InquiryText.of(page);
        }
        throw new IllegalStateException("a query was answered otherwise");
    }

    /// Without a value the number is withdrawn.
    private Value give(Value.Obj asked) {
        long most = Figure.VALUE_MAX;
        @Nullable Value said = asked.find("value");
        boolean given = said != null && !(said instanceof Value.Null);
        Long value = given ? Long.valueOf(Fields.number(asked, "value", -most, most, 0)) : null;
        String name = Fields.textNeeded(asked, "name");
        return done(new Command.Give(Fields.text(asked, "board"), name, value));
    }

    /// One of the fields names what is looked for.
    private Value find(Value.Obj asked) {
        for (Map.Entry<String, RecordKind> kind : KINDS.entrySet()) {
            String subject = Fields.text(asked, kind.getKey());
            if (subject != null) {
                Answer answer = call(wanted(asked, kind.getValue(), subject));
                if (answer instanceof Answer.Sought(Value report)) {
                    return report;
                }
                throw unexpected(answer);
            }
        }
        throw Refused.because(
                HttpProblem.JSON_MALFORMED,
                "one of these fields is needed: " + String.join(", ", KINDS.keySet()));
    }

    /// A space by its address, which may name a board.
    private static Command.Find wanted(Value.Obj asked, RecordKind kind, String subject) {
        boolean traced = asked.find("trace") instanceof Value.Bool(boolean flag) && flag;
        String board = Fields.text(asked, "board");
        if (kind != RecordKind.REPLICA) {
            return new Command.Find(board, kind, subject, traced);
        }
        Address at = Address.parse(subject);
        return new Command.Find(at.board() == null ? board : at.board(), kind, at.space(), traced);
    }

    private Value trace(Value.Obj asked) {
        if (call(new Command.Trace(address(asked))) instanceof Answer.Traced(Value report)) {
            return report;
        }
        throw new IllegalStateException("a trace was answered otherwise");
    }

    private Value reach() {
        if (call(new Command.Survey()) instanceof Answer.Surveyed(Value report)) {
            return report;
        }
        throw new IllegalStateException("a survey was answered otherwise");
    }

    // Versions

    private Value name(Value.Obj asked) {
        String version = Fields.text(asked, "version");
        List<String> ids = version == null ? List.of() : Versions.list(version);
        boolean remove = asked.find("remove") instanceof Value.Bool(boolean flag) && flag;
        String name = Fields.textNeeded(asked, "name");
        Answer answer = call(new Command.Name(address(asked), name, ids, remove));
        if (answer instanceof Answer.Written(String id, List<String> parents)) {
            return new Wrote(id, parents).toJson();
        }
        throw unexpected(answer);
    }

    private Value undo(Value.Obj asked) {
        boolean redo = asked.find("redo") instanceof Value.Bool(boolean flag) && flag;
        String change = Fields.text(asked, "change");
        Answer answer = call(new Command.Undo(address(asked), change, redo));
        if (answer instanceof Answer.Undone(String undone, Answer.Written by)) {
            return new Fields()
                    .put("undone", undone)
                    .put("version", by.version())
                    .put("parents", by.parents())
                    .value();
        }
        throw unexpected(answer);
    }

    private Value prune(Value.Obj asked) {
        String said = Fields.text(asked, "what");
        Prune.What what =
                switch (said == null ? "show" : said) {
                    case "show" -> Prune.What.SHOW;
                    case "set" -> Prune.What.SET;
                    case "stop" -> Prune.What.STOP;
                    case "now" -> Prune.What.NOW;
                    default ->
                            throw Refused.because(
                                    HttpProblem.JSON_MALFORMED,
                                    "the field \"what\" is \""
                                            + said
                                            + "\", expected show, set, stop or now");
                };
        if (what == Prune.What.SET && asked.find("lease") == null) {
            throw Refused.because(HttpProblem.JSON_MALFORMED, "the field \"lease\" is missing");
        }
        long lease = Fields.number(asked, "lease", 0, Long.MAX_VALUE, 0);
        Answer answer = call(new Prune(address(asked), what, lease));
        if (answer instanceof Answer.Pruned(Snapshots.Report report)) {
            return pruning(report);
        }
        throw unexpected(answer);
    }

    private static Value pruning(Snapshots.Report report) {
        var fields = new Fields();
        if (report.leaseMillis() >= 0) {
            fields.put("lease", report.leaseMillis());
        }
        return fields.put("changes", report.changes())
                .put("bytes", report.bytes())
                .put("vouches", report.vouches())
                .put("wanted", report.wanted())
                .put("proposed", report.proposed())
                .put("busy", report.busy())
                .put("hindrance", report.hindrance())
                .value();
    }

    private static Address address(Value.Obj asked) {
        return Address.parse(Fields.textNeeded(asked, "address"));
    }

    private Value show(Value.Obj asked) {
        @Nullable Value value = asked.find("value");
        live.show(address(asked), value == null ? Value.Null.NULL : value);
        return new Fields().put("done", true).value();
    }
}
