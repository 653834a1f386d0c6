package kith.flight;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Command;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.Discovery;
import kith.overlay.OverlayMessage;
import kith.replica.query.Inquiry;
import kith.state.Subscription;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The bytes of a command in a recording.
final class CommandCodec {
    private static final int TEXT_BYTES_MAX = 1 << 20;
    private static final int LIST_MAX = 1 << 20;

    /// In the place of the secret of an invitation.
    private static final Bytes NO_SECRET = Bytes.wrap(new byte[InvitationLink.SECRET_BYTES]);

    private final Hasher hasher;

    CommandCodec(Hasher hasher) {
        this.hasher = hasher;
    }

    // Writing

    void write(Command command, Writer out) {
        switch (command) {
            case Command.Write write -> {
                address(out.u8(1), write.at()).varint(write.edits().size());
                write.edits().forEach(edit -> edit(out, edit));
                texts(out, write.parents()).flag(write.gather());
            }
            case Command.Read read -> read(out.u8(2), read);
            case Command.Open open -> address(out.u8(3), open.at());
            case Command.Conflicts conflicts -> address(out.u8(4), conflicts.at());
            case Command.Log log -> {
                text(address(out.u8(5), log.at()).flag(log.oldest()), log.from());
                texts(out, log.since()).varint(log.changesMax());
                out.varint(log.editsMax()).varint(log.valueBytesMax());
            }
            case Command.Watch watch -> {
                address(out.u8(6).varint(watch.subscription()), watch.at());
                out.flag(watch.mode() == Subscription.Mode.CHANGES).varint(watch.depth());
                texts(out, watch.from()).varint(watch.credit());
            }
            case Command.More more -> out.u8(7).varint(more.subscription()).varint(more.credit());
            case Command.Unwatch unwatch -> out.u8(8).varint(unwatch.subscription());
            case Command.Await await -> await(out.u8(9), await);
            case Command.Show show -> show.value().write(address(out.u8(10), show.at()));
            case Command.Found found -> out.u8(11).string(found.name());
            case Command.Invite invite -> invite(out.u8(12), invite);
            case Command.Join join -> join(out.u8(13), join);
            case Command.RemoveMember remove ->
                    text(out.u8(14), remove.board()).bytes(remove.member().key());
            case Command.Revoke revoke ->
                    text(out.u8(15), revoke.board()).sized(revoke.invitation());
            case Command.Connect connect -> out.u8(16).string(connect.address());
            case Command.Listen listen -> texts(out.u8(17), listen.addresses());
            case Command.Measured measured -> measured.metrics().write(out.u8(18));
            case Command.Compare compare ->
                    address(out.u8(19), compare.at()).bytes(compare.peer().key());
            case Command.Stop() -> out.u8(20);
            case Command.Forget forget -> out.u8(21).varint(forget.call());
            case Command.Past past -> past(out.u8(22), past);
            case Command.Name name -> name(out.u8(23), name);
            case Command.Undo undo ->
                    text(address(out.u8(24), undo.at()), undo.change()).flag(undo.redo());
            case Command.Prune prune -> prune(out.u8(25), prune);
            case Command.Forward forward -> forward(out.u8(26), forward);
            case Command.Inquire inquire -> inquire(out.u8(27), inquire);
            case Command.Why why -> address(out.u8(28), why.at()).varint(why.changesMax());
            case Command.Sync sync -> peer(out.u8(29), sync.peer());
            case Command.Keep keep -> address(out.u8(30), keep.at()).string(keep.region());
            case Command.Find find -> find(out.u8(31), find);
            case Command.Trace trace -> address(out.u8(40), trace.at());
            case Command.Survey() -> out.u8(41);
            case Command.Spotted spotted -> spotted(out.u8(32), spotted);
            case Command.Give give -> give(out.u8(42), give);
            case Command.Submit submit -> submit(out.u8(43), submit);
            case Command.Take take -> take(out.u8(44), take);
            case Command.Finish finish -> finish(out.u8(45), finish);
        }
    }

    private static void read(Writer out, Command.Read read) {
        address(out, read.at()).varint(read.depth());
        path(out, read.after()).varint(read.cellsMax());
    }

    private static void peer(Writer out, @Nullable PeerId peer) {
        out.flag(peer != null);
        if (peer != null) {
            out.bytes(peer.key());
        }
    }

    private static void find(Writer out, Command.Find find) {
        text(out, find.board()).u8(find.kind().code());
        out.string(find.subject()).flag(find.traced());
    }

    private static void give(Writer out, Command.Give give) {
        Long value = give.value();
        text(out, give.board()).string(give.name()).flag(value != null);
        if (value != null) {
            out.signed(value);
        }
    }

    private static void submit(Writer out, Command.Submit submit) {
        submit.value().write(text(out, submit.board()).string(submit.name()));
        out.signed(submit.withinMillis());
    }

    private static void take(Writer out, Command.Take take) {
        text(out, take.board()).string(take.name());
        out.signed(take.withinMillis()).signed(take.limitMillis());
    }

    private static void finish(Writer out, Command.Finish finish) {
        finish.value().write(text(out, finish.board()).sized(finish.id()));
        text(out, finish.failure());
    }

    private static void name(Writer out, Command.Name name) {
        texts(address(out, name.at()).string(name.name()), name.version()).flag(name.remove());
    }

    private static void prune(Writer out, Command.Prune prune) {
        address(out, prune.at()).u8(code(prune.what())).signed(prune.leaseMillis());
    }

    private static void spotted(Writer out, Command.Spotted spotted) {
        spotted.board().write(out);
        peer(out.u8(spotted.way().code()), spotted.peer());
        texts(out, spotted.addresses());
    }

    private static void await(Writer out, Command.Await await) {
        address(out, await.at()).string(await.version());
        out.varint(await.others()).signed(await.timeoutMillis());
    }

    private static void inquire(Writer out, Command.Inquire inquire) {
        address(out, inquire.at());
        inquire.inquiry().write(out);
        peer(out, inquire.peer());
        out.signed(inquire.timeoutMillis());
    }

    private static void forward(Writer out, Command.Forward forward) {
        text(out, forward.board()).bytes(forward.to().key());
        out.u8(forward.kind().code()).sized(forward.bytes());
    }

    /// Without the secret of the invitation.
    private void join(Writer out, Command.Join join) {
        InvitationLink link = join.link();
        var blank =
                new InvitationLink(
                        link.invitation(), NO_SECRET, link.boardName(), link.addresses());
        text(out.string(blank.text(hasher)), join.alias());
    }

    private static int code(Command.Prune.What what) {
        return switch (what) {
            case SHOW -> 0;
            case SET -> 1;
            case STOP -> 2;
            case NOW -> 3;
        };
    }

    private static void past(Writer out, Command.Past past) {
        texts(address(out, past.at()), past.version()).varint(past.depth());
        path(out, past.after()).varint(past.cellsMax());
    }

    private static void invite(Writer out, Command.Invite invite) {
        text(out, invite.board()).bytes(invite.inviteKey().key());
        out.varint(invite.usesMax()).signed(invite.expiresAtMillis()).string(invite.note());
    }

    private static Writer address(Writer out, Address at) {
        text(out, at.board()).string(at.space());
        at.path().write(out);
        return out;
    }

    private static Writer path(Writer out, @Nullable Path path) {
        out.flag(path != null);
        if (path != null) {
            path.write(out);
        }
        return out;
    }

    private static Writer text(Writer out, @Nullable String text) {
        out.flag(text != null);
        return text == null ? out : out.string(text);
    }

    private static Writer texts(Writer out, List<String> texts) {
        out.varint(texts.size());
        texts.forEach(out::string);
        return out;
    }

    private static void edit(Writer out, Writing.Edit edit) {
        switch (edit) {
            case Writing.Put put -> put.value().write(at(out.u8(1), put.path()));
            case Writing.Remove(Path path) -> at(out.u8(2), path);
            case Writing.Add(Path path, long delta) -> at(out.u8(3), path).signed(delta);
            case Writing.Insert(Path path, Value value) -> value.write(at(out.u8(4), path));
            case Writing.Take(Path path, Value value) -> value.write(at(out.u8(5), path));
            case Writing.Splice(Path path, int at, int delete, String insert) ->
                    at(out.u8(6), path).varint(at).varint(delete).string(insert);
            case Writing.PutText(Path path, String text) -> at(out.u8(7), path).string(text);
            case Writing.ListSplice(Path path, int at, int delete, List<Value> insert) -> {
                at(out.u8(8), path).varint(at).varint(delete).varint(insert.size());
                insert.forEach(element -> element.write(out));
            }
            case Writing.ListMove(Path path, int from, int to) ->
                    at(out.u8(9), path).varint(from).varint(to);
        }
    }

    private static Writer at(Writer out, Path path) {
        path.write(out);
        return out;
    }

    // Reading

    Command read(Reader in) {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Command.Write(address(in), edits(in), texts(in), in.flag());
            case 2 -> new Command.Read(address(in), number(in), path(in), number(in));
            case 3 -> new Command.Open(address(in));
            case 4 -> new Command.Conflicts(address(in));
            case 5 -> log(in);
            case 6 -> watch(in);
            case 7 -> new Command.More(in.varint(), number(in));
            case 8 -> new Command.Unwatch(in.varint());
            case 9 -> new Command.Await(address(in), string(in), number(in), in.signed());
            case 10 -> new Command.Show(address(in), Value.read(in));
            case 11 -> new Command.Found(string(in));
            case 12 -> invite(in);
            case 13 -> new Command.Join(InvitationLink.parse(string(in), hasher), text(in));
            case 14 -> new Command.RemoveMember(text(in), peer(in));
            case 15 -> new Command.Revoke(text(in), in.sized(TEXT_BYTES_MAX, "invitation"));
            case 16 -> new Command.Connect(string(in));
            case 17 -> new Command.Listen(texts(in));
            case 18 -> new Command.Measured(metrics(in));
            case 19 -> new Command.Compare(address(in), peer(in));
            case 20 -> new Command.Stop();
            case 21 -> new Command.Forget(in.varint());
            case 22 -> new Command.Past(address(in), texts(in), number(in), path(in), number(in));
            case 23 -> new Command.Name(address(in), string(in), texts(in), in.flag());
            case 24 -> new Command.Undo(address(in), text(in), in.flag());
            case 25 -> new Command.Prune(address(in), what(in), in.signed());
            case 26 -> forward(in);
            case 27 ->
                    new Command.Inquire(
                            address(in),
                            Inquiry.read(in),
                            in.flag() ? peer(in) : null,
                            in.signed());
            case 28 -> new Command.Why(address(in), number(in));
            case 29 -> new Command.Sync(in.flag() ? peer(in) : null);
            case 30 -> new Command.Keep(address(in), string(in));
            case 31 -> new Command.Find(text(in), RecordKind.read(in), string(in), in.flag());
            case 32 ->
                    new Command.Spotted(
                            BoardId.read(in),
                            Discovery.Way.of(in.u8()),
                            in.flag() ? peer(in) : null,
                            texts(in));
            case 40 -> new Command.Trace(address(in));
            case 41 -> new Command.Survey();
            case 42 -> new Command.Give(text(in), string(in), in.flag() ? in.signed() : null);
            case 43 -> new Command.Submit(text(in), string(in), Value.read(in), in.signed());
            case 44 -> new Command.Take(text(in), string(in), in.signed(), in.signed());
            case 45 -> new Command.Finish(text(in), id(in), Value.read(in), text(in));
            default -> throw new Malformed("a command of kind " + kind);
        };
    }

    private static Bytes id(Reader in) {
        return in.sized(TEXT_BYTES_MAX, "id of a task");
    }

    private static Command.Prune.What what(Reader in) {
        int code = in.u8();
        return switch (code) {
            case 0 -> Command.Prune.What.SHOW;
            case 1 -> Command.Prune.What.SET;
            case 2 -> Command.Prune.What.STOP;
            case 3 -> Command.Prune.What.NOW;
            default -> throw new Malformed("pruning of kind " + code);
        };
    }

    private static Command.Forward forward(Reader in) {
        return new Command.Forward(
                text(in),
                peer(in),
                OverlayMessage.Kind.of(in.u8()),
                in.sized(OverlayMessage.RELAYED_BYTES_MAX, "what is to be passed on"));
    }

    private static Command.Log log(Reader in) {
        return new Command.Log(
                address(in), in.flag(), text(in), texts(in), number(in), number(in), number(in));
    }

    private static Command.Watch watch(Reader in) {
        long subscription = in.varint();
        Address at = address(in);
        var mode = in.flag() ? Subscription.Mode.CHANGES : Subscription.Mode.STATE;
        return new Command.Watch(subscription, at, mode, number(in), texts(in), number(in));
    }

    private static Command.Invite invite(Reader in) {
        return new Command.Invite(
                text(in), NO_SECRET, peer(in), number(in), in.signed(), string(in));
    }

    private static Value.Obj metrics(Reader in) {
        if (Value.read(in) instanceof Value.Obj obj) {
            return obj;
        }
        throw new Malformed("metrics that are no object");
    }

    private static int number(Reader in) {
        return in.count(Integer.MAX_VALUE, "number");
    }

    private static String string(Reader in) {
        return in.string(TEXT_BYTES_MAX, "text");
    }

    private static PeerId peer(Reader in) {
        return new PeerId(in.bytes(PeerId.SIZE_BYTES));
    }

    private static Address address(Reader in) {
        return new Address(text(in), string(in), Path.read(in));
    }

    private static @Nullable Path path(Reader in) {
        return in.flag() ? Path.read(in) : null;
    }

    private static @Nullable String text(Reader in) {
        return in.flag() ? string(in) : null;
    }

    private static List<String> texts(Reader in) {
        int count = in.count(LIST_MAX, "texts");
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(string(in));
        }
        return texts;
    }

    private static List<Value> elements(Reader in) {
        int count = in.count(LIST_MAX, "elements");
        var elements = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            elements.add(Value.read(in));
        }
        return elements;
    }

    private static List<Writing.Edit> edits(Reader in) {
        int count = in.count(LIST_MAX, "edits");
        var edits = new ArrayList<Writing.Edit>();
        for (int i = 0; i < count; i++) {
            int kind = in.u8();
            Path path = Path.read(in);
            edits.add(
                    switch (kind) {
                        case 1 -> new Writing.Put(path, Value.read(in));
                        case 2 -> new Writing.Remove(path);
                        case 3 -> new Writing.Add(path, in.signed());
                        case 4 -> new Writing.Insert(path, Value.read(in));
                        case 5 -> new Writing.Take(path, Value.read(in));
                        case 6 -> new Writing.Splice(path, number(in), number(in), string(in));
                        case 7 -> new Writing.PutText(path, string(in));
                        case 8 ->
                                new Writing.ListSplice(path, number(in), number(in), elements(in));
                        case 9 -> new Writing.ListMove(path, number(in), number(in));
                        default -> throw new Malformed("an edit of kind " + kind);
                    });
        }
        return edits;
    }
}
