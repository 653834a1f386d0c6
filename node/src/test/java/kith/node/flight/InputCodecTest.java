package kith.node.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Command;
import kith.Input;
import kith.flight.InputCodec;
import kith.identity.BoardId;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.node.crypto.NodeCrypto;
import kith.overlay.OverlayMessage;
import kith.replica.query.Condition;
import kith.replica.query.Inquiry;
import kith.replica.query.Pattern;
import kith.state.Subscription;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class InputCodecTest {
    private static final Bytes KEY = Bytes.wrap(new byte[32]);
    private static final Bytes SECRET = Bytes.fromHex("5ec2e7".repeat(5) + "aa");

    private final NodeCrypto crypto = new NodeCrypto();
    private final InputCodec codec = new InputCodec(crypto.hasher());

    private static List<Command> commands() {
        Address at = Address.parse("@home/tasks/a~1b/c");
        Address plain = Address.parse("tasks");
        var edits =
                List.<Writing.Edit>of(
                        new Writing.Put(Path.parse("a"), Json.parse("{\"x\":[1,2.5,null]}")),
                        new Writing.Remove(Path.ROOT),
                        new Writing.Add(Path.parse("n"), -7),
                        new Writing.Insert(Path.parse("s"), new Value.Text("e")),
                        new Writing.Take(Path.parse("s"), Value.Bool.TRUE));
        var peer = new PeerId(KEY);
        var state = Subscription.Mode.STATE;
        var changes = Subscription.Mode.CHANGES;
        return List.of(
                new Command.Write(at, edits, List.of("v"), true),
                new Command.Write(plain, List.of(), List.of(), false),
                new Command.Read(at, 3, at.path().child("d"), 9),
                Command.Read.all(plain),
                new Command.Open(at),
                new Command.Conflicts(at),
                new Command.Log(at, true, "f", List.of("s", "t"), 1, 2, 3),
                new Command.Forget(7),
                new Command.Past(at, List.of("v", "w"), 3, null, 7),
                new Command.Name(at, "before", List.of("v"), true),
                new Command.Undo(at, "c", true),
                new Command.Undo(plain, null, false),
                new Command.Prune(plain, Command.Prune.What.SHOW, 0),
                new Command.Prune(plain, Command.Prune.What.SET, 2_592_000_000L),
                new Command.Prune(plain, Command.Prune.What.STOP, 0),
                new Command.Prune(plain, Command.Prune.What.NOW, -1),
                new Command.Forward(null, peer, OverlayMessage.Kind.SIGNAL, Bytes.EMPTY),
                new Command.Inquire(at, inquiry(), null, -1),
                new Command.Inquire(at, inquiry(), peer, 5_000),
                new Command.Forward("b", peer, OverlayMessage.Kind.RELAYED, KEY),
                new Command.Give("home", "jobs", -7L),
                new Command.Give(null, "jobs", null),
                new Command.Submit("home", "twice", Value.Int.of(-21), 60_000),
                new Command.Take(null, "twice", 20_000, 3_600_000),
                new Command.Finish("home", KEY, Value.Int.of(42), null),
                new Command.Finish(null, KEY, Value.Null.NULL, "no such picture"),
                new Command.Log(plain, false, null, List.of(), 1_000, 0, 0),
                new Command.Watch(5, at, state, 128, List.of(), 1),
                new Command.Watch(6, at, changes, 0, List.of("x"), 1_000),
                new Command.More(5, 1),
                new Command.Unwatch(5),
                new Command.Await(at, "v", 2, -1),
                new Command.Show(at, Value.Null.NULL),
                new Command.Found("home"),
                new Command.RemoveMember(null, peer),
                new Command.Revoke("home", KEY),
                new Command.Connect("h:1"),
                new Command.Listen(List.of("h:1", "[::1]:2")),
                new Command.Measured((Value.Obj) Json.parse("{\"kith_x\":{\"a\":1}}")),
                new Command.Compare(at, peer),
                new Command.Stop());
    }

    private static Inquiry inquiry() {
        var left = new Condition(Path.parse("left"), Condition.How.MORE, List.of(Value.Int.of(0)));
        Pattern pattern = Pattern.parse(Path.parse("a/*/b"));
        return new Inquiry(pattern, List.of(left), 7, Path.parse("a/x"));
    }

    private static List<Input> inputs() {
        var inputs = new ArrayList<Input>();
        inputs.add(new Input.LinkUp(1, KEY, true, "h:1"));
        inputs.add(new Input.LinkDown(1, "gone"));
        inputs.add(new Input.Received(1L << 40, Bytes.of((byte) 1, (byte) 2)));
        inputs.add(new Input.DialFailed("h:1", "unreachable"));
        inputs.add(new Input.Signed(7, Bytes.wrap(new byte[64])));
        inputs.add(new Input.Checked(8, false));
        inputs.add(new Input.Synced(9));
        inputs.add(new Input.Loaded(10, Bytes.EMPTY));
        inputs.add(new Input.NotLoaded(11, true));
        inputs.add(new Input.NotLoaded(12, false));
        inputs.add(new Input.DiskFailed("full"));
        inputs.add(new Input.Wake());
        commands().forEach(command -> inputs.add(new Input.Call(inputs.size(), command)));
        return inputs;
    }

    private Input again(Input input) {
        var out = new Writer();
        codec.write(input, out);
        var in = new Reader(out.toBytes());
        Input read = codec.read(in);
        in.expectEnd();
        return read;
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (Input input : inputs()) {
            assertEquals(input, again(input));
        }
    }

    @Test
    void theSecretOfAnInvitationIsNotWritten() {
        var unsigned =
                Invitation.unsigned(
                        new BoardId(KEY), new PeerId(KEY), new PeerId(KEY), 1, 5, "for Bob");
        Invitation invitation = unsigned.signed(Bytes.wrap(new byte[64]));
        var link = new InvitationLink(invitation, SECRET, "home", List.of("h:1"));
        var blank =
                new InvitationLink(invitation, Bytes.wrap(new byte[16]), "home", List.of("h:1"));
        var join = new Input.Call(1, new Command.Join(link, "other"));
        assertEquals(new Input.Call(1, new Command.Join(blank, "other")), again(join));
        var invite = new Command.Invite("home", SECRET, new PeerId(KEY), 3, -1, "note");
        for (Input input : List.of(join, new Input.Call(2, invite))) {
            var out = new Writer();
            codec.write(input, out);
            assertFalse(out.toBytes().hex().contains(SECRET.hex()), input.toString());
            again(input);
        }
    }

    @Test
    void whatNobodyWroteIsRefused() {
        for (String hex : List.of("", "00", "0c", "0a0163", "0a0100", "030105ff", "0601ff02")) {
            assertThrows(Malformed.class, () -> codec.read(new Reader(Bytes.fromHex(hex))), hex);
        }
    }
}
