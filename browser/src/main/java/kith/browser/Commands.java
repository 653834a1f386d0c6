package kith.browser;

import java.util.List;
import kith.Address;
import kith.Command;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.overlay.OverlayMessage;
import kith.replica.history.Why;
import kith.state.Query;
import kith.state.Subscription;
import kith.talk.Edits;
import kith.talk.Fields;
import kith.talk.InquiryText;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a script asks of its peer, as a plain object: the word for it is under `do`, and the other
/// fields are those of the [Command] of that name. An address is a text under `at`.
final class Commands {
    private static final int CHANGES = 100;
    private static final int VALUE_BYTES = 4 << 10;
    private static final int USES_MAX = 1 << 20;
    private static final long MILLIS_MAX = 1L << 50;

    private Commands() {}

    static Command of(Value from, Hasher hasher) {
        if (!(from instanceof Value.Obj asked)) {
            throw new Malformed("a command is an object");
        }
        String what = Fields.textNeeded(asked, "do");
        return switch (what) {
            case "write" -> write(asked);
            case "read" -> read(asked);
            case "open" -> new Command.Open(at(asked));
            case "conflicts" -> new Command.Conflicts(at(asked));
            case "log" -> log(asked);
            case "past" -> past(asked);
            case "why" ->
                    new Command.Why(at(asked), count(asked, "changes", Why.CHANGES_MAX, CHANGES));
            case "sync" ->
                    new Command.Sync(Fields.text(asked, "peer") == null ? null : peer(asked));
            case "name" ->
                    new Command.Name(
                            at(asked),
                            Fields.textNeeded(asked, "name"),
                            Fields.texts(asked, "version"),
                            Fields.flag(asked, "remove"));
            case "undo" ->
                    new Command.Undo(
                            at(asked), Fields.text(asked, "change"), Fields.flag(asked, "redo"));
            case "watch" -> watch(asked);
            case "more" -> new Command.More(subscription(asked), credit(asked));
            case "unwatch" -> new Command.Unwatch(subscription(asked));
            case "await" -> await(asked);
            case "show" -> new Command.Show(at(asked), value(asked));
            case "found" -> new Command.Found(Fields.textNeeded(asked, "name"));
            case "invite" -> invite(asked);
            case "join" ->
                    new Command.Join(
                            InvitationLink.parse(Fields.textNeeded(asked, "link"), hasher),
                            Fields.text(asked, "alias"));
            case "remove-member" -> new Command.RemoveMember(board(asked), peer(asked));
            case "revoke" ->
                    new Command.Revoke(
                            board(asked), Bytes.fromHex(Fields.textNeeded(asked, "invitation")));
            case "connect" -> new Command.Connect(Fields.textNeeded(asked, "address"));
            case "listen" -> new Command.Listen(Fields.texts(asked, "addresses"));
            case "compare" -> new Command.Compare(at(asked), peer(asked));
            case "forget" -> new Command.Forget(count(asked, "call", Integer.MAX_VALUE, 0));
            case "query" -> query(asked);
            case "forward" -> forward(asked);
            case "stop" -> new Command.Stop();
            default -> throw new Malformed("there is no command \"" + what + "\"");
        };
    }

    private static Address at(Value.Obj asked) {
        return Address.parse(Fields.textNeeded(asked, "at"));
    }

    private static @Nullable String board(Value.Obj asked) {
        return Fields.text(asked, "board");
    }

    private static PeerId peer(Value.Obj asked) {
        return PeerId.parse(Fields.textNeeded(asked, "peer"));
    }

    private static Value value(Value.Obj asked) {
        Value value = asked.find("value");
        return value == null ? Value.Null.NULL : value;
    }

    private static int count(Value.Obj asked, String name, int max, int otherwise) {
        return (int) Fields.number(asked, name, 0, max, otherwise);
    }

    private static Command write(Value.Obj asked) {
        Address at = at(asked);
        Value edits = asked.find("edits");
        if (edits == null) {
            throw new Malformed("the field \"edits\" is missing");
        }
        return new Command.Write(
                at,
                Edits.parse(at.path(), edits),
                Fields.texts(asked, "parents"),
                Fields.flag(asked, "gather"));
    }

    private static @Nullable Path after(Value.Obj asked) {
        String after = Fields.text(asked, "after");
        return after == null ? null : Path.parse(after);
    }

    private static int depth(Value.Obj asked) {
        return count(asked, "depth", Query.DEPTH_ALL, Query.DEPTH_ALL);
    }

    private static int cells(Value.Obj asked) {
        return count(asked, "cells", Query.CELLS_MAX, Query.CELLS_MAX);
    }

    private static Command read(Value.Obj asked) {
        return new Command.Read(at(asked), depth(asked), after(asked), cells(asked));
    }

    private static Command past(Value.Obj asked) {
        List<String> version = Fields.texts(asked, "version");
        return new Command.Past(at(asked), version, depth(asked), after(asked), cells(asked));
    }

    private static Command log(Value.Obj asked) {
        return new Command.Log(
                at(asked),
                Fields.flag(asked, "oldest"),
                Fields.text(asked, "from"),
                Fields.texts(asked, "since"),
                count(asked, "changes", Query.CELLS_MAX, CHANGES),
                count(asked, "edits", Query.CELLS_MAX, CHANGES),
                count(asked, "bytes", Value.ENCODED_BYTES_MAX, VALUE_BYTES));
    }

    private static long subscription(Value.Obj asked) {
        return count(asked, "subscription", Integer.MAX_VALUE, 0);
    }

    private static int credit(Value.Obj asked) {
        return count(asked, "credit", Integer.MAX_VALUE, 1);
    }

    private static Command watch(Value.Obj asked) {
        var mode =
                Fields.flag(asked, "changes") ? Subscription.Mode.CHANGES : Subscription.Mode.STATE;
        return new Command.Watch(
                subscription(asked),
                at(asked),
                mode,
                depth(asked),
                Fields.texts(asked, "from"),
                credit(asked));
    }

    private static Command await(Value.Obj asked) {
        return new Command.Await(
                at(asked),
                Fields.textNeeded(asked, "version"),
                count(asked, "others", Integer.MAX_VALUE, 0),
                Fields.number(asked, "millis", 0, MILLIS_MAX, MILLIS_MAX));
    }

    private static Command query(Value.Obj asked) {
        Address at = at(asked);
        String peer = Fields.text(asked, "peer");
        return new Command.Inquire(
                at,
                InquiryText.parse(at.path(), asked),
                peer == null ? null : PeerId.parse(peer),
                Fields.number(asked, "millis", 0, MILLIS_MAX, MILLIS_MAX));
    }

    private static Command forward(Value.Obj asked) {
        if (!(asked.find("bytes") instanceof Value.Blob(Bytes bytes))) {
            throw new Malformed("the field \"bytes\" is missing, or no bytes");
        }
        int kind = count(asked, "kind", Integer.MAX_VALUE, 0);
        PeerId to = PeerId.parse(Fields.textNeeded(asked, "to"));
        return new Command.Forward(board(asked), to, OverlayMessage.Kind.of(kind), bytes);
    }

    /// The script made the secret, and the key that follows from it.
    private static Command invite(Value.Obj asked) {
        if (!(asked.find("secret") instanceof Value.Blob(Bytes secret))) {
            throw new Malformed("the field \"secret\" is missing, or no bytes");
        }
        String note = Fields.text(asked, "note");
        return new Command.Invite(
                board(asked),
                secret,
                PeerId.parse(Fields.textNeeded(asked, "key")),
                count(asked, "uses", USES_MAX, 1),
                Fields.number(asked, "expiresAt", 0, MILLIS_MAX, 0),
                note == null ? "" : note);
    }
}
