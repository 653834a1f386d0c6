package kith.sync;

import static kith.value.VectorJson.at;
import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.number;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.sync.SyncMessage.Have;
import kith.sync.SyncMessage.Trace;
import kith.value.Value;
import kith.value.VectorJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `docs/vectors/sync.json`, written by the encoder beside it, which shares nothing with ours.
final class SyncVectors {
    private static final Value FILE = VectorJson.file("sync.json");

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        var kinds = new TreeSet<String>();
        for (Value one : list(FILE, "messages")) {
            String what = text(one, "message") + ": " + text(one, "what");
            SyncMessage message = message(one);
            var out = new Writer();
            message.write(out);
            assertEquals(hex(one, "bytes"), out.toBytes(), what);
            assertEquals(message, SyncMessage.read(new Reader(out.toBytes())), what);
            if (message instanceof SyncMessage.Packed packed) {
                assertEquals(hex(one, "run"), packed.run(), what);
            }
            kinds.add(text(one, "message"));
        }
        int othersRunsSketchesAndSnapshots = 4;
        int bareOnes = 1;
        int kindsOfAll =
                SyncMessage.class.getPermittedSubclasses().length
                        - othersRunsSketchesAndSnapshots
                        + bareOnes
                        + SyncMessage.Runs.class.getPermittedSubclasses().length
                        + SketchMessage.class.getPermittedSubclasses().length
                        + SnapshotMessage.class.getPermittedSubclasses().length;
        assertEquals(kindsOfAll, kinds.size());
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "refused")) {
            Value zeros = ((Value.Obj) one).find("zeros");
            int more = zeros instanceof Value.Int count ? (int) count.value() : 0;
            byte[] empty = new byte[more];
            Bytes bytes = new Writer().bytes(hex(one, "bytes")).bytes(empty, 0, more).toBytes();
            assertThrows(
                    Malformed.class, () -> SyncMessage.read(new Reader(bytes)), text(one, "why"));
        }
    }

    @Test
    void aRequiredMessageOfALaterVersionIsRefusedWithItsNumber() {
        var wrong =
                assertThrows(
                        Malformed.class,
                        () -> SyncMessage.read(new Reader(Bytes.fromHex("1b0102"))));
        assertTrue(String.valueOf(wrong.getMessage()).contains("type 27"), wrong.getMessage());
    }

    @Test
    void anOptionalMessageThatIsNotAboutLogsIsLeftAsItIs() {
        for (Value one : list(FILE, "skipped")) {
            Bytes bytes = hex(one, "bytes");
            SyncMessage message = SyncMessage.read(new Reader(bytes));
            var other = assertInstanceOf(SyncMessage.Other.class, message, text(one, "why"));
            assertEquals(bytes.at(0) & 0xff, other.type());
            assertEquals(bytes.slice(1, bytes.size()), other.body());
        }
    }

    @Test
    void aPresenceIsSignedOverItsSpace() {
        Value one = at(FILE, "presence");
        assertEquals(
                hex(one, "message"),
                SyncMessage.Presence.message(
                        hex(one, "space"),
                        number(one, "epoch"),
                        number(one, "counter"),
                        hex(one, "cells")));
    }

    private static SyncMessage message(Value of) {
        return switch (text(of, "message")) {
            case "hello" -> hello(of);
            case "present" -> new SyncMessage.Present(hex(of, "board"), hex(of, "proof"));
            case "join" -> new SyncMessage.Join(hex(of, "board"), hex(of, "admission"));
            case "joined" -> new SyncMessage.Joined(hex(of, "board"), hex(of, "proof"));
            case "refused" ->
                    new SyncMessage.Refused(
                            count(of, "space"), text(of, "code"), text(of, "detail"));
            case "space" ->
                    new SyncMessage.Space(count(of, "number"), hex(of, "board"), hex(of, "space"));
            case "chain" -> chain(of);
            case "have" -> have(of);
            case "changes" -> changes(of);
            case "packed" ->
                    new SyncMessage.Packed(
                            count(of, "space"),
                            count(of, "chain"),
                            signature(of),
                            count(of, "runBytes"),
                            hex(of, "packed"));
            case "credit" -> new SyncMessage.Credit(count(of, "amount"));
            case "trace" -> trace(of);
            case "ping" -> new SyncMessage.Ping(unsigned(of, "nonce"));
            case "pong" -> new SyncMessage.Pong(unsigned(of, "nonce"));
            case "presence" -> presence(of);
            case "facts" ->
                    new SyncMessage.Facts(count(of, "can"), text(of, "device"), text(of, "region"));
            case "ask" ->
                    new SyncMessage.Ask(unsigned(of, "ask"), count(of, "space"), hex(of, "path"));
            case "digests" -> new SyncMessage.Digests(unsigned(of, "ask"), hex(of, "body"));
            case "bare" ->
                    new SyncMessage.Changes(
                            count(of, "space"),
                            count(of, "chain"),
                            true,
                            signature(of),
                            hex(of, "run"));
            case "offered", "wanted", "piece", "held", "asked" -> snapshot(of);
            default -> sketch(of);
        };
    }

    private static SnapshotMessage snapshot(Value of) {
        int space = count(of, "space");
        if (text(of, "message").equals("offered")) {
            var vouches = new ArrayList<Bytes>();
            for (Value one : list(of, "vouches")) {
                vouches.add(Bytes.fromHex(((Value.Text) one).value()));
            }
            return new SnapshotMessage.Offered(space, hex(of, "manifest"), vouches);
        }
        Bytes digest = hex(of, "digest");
        return switch (text(of, "message")) {
            case "wanted" -> new SnapshotMessage.Wanted(space, digest, count(of, "index"));
            case "piece" ->
                    new SnapshotMessage.Piece(space, digest, count(of, "index"), hex(of, "body"));
            case "held" -> new SnapshotMessage.Held(space, digest);
            default -> new SnapshotMessage.Asked(space, digest);
        };
    }

    private static SketchMessage sketch(Value of) {
        int space = count(of, "space");
        return switch (text(of, "message")) {
            case "offer" -> new SketchMessage.Offer(space, hex(of, "salt"), count(of, "heads"));
            case "row" -> row(space, of);
            case "more" -> new SketchMessage.More(space);
            case "differ" ->
                    new SketchMessage.Differ(space, symbols(of, "ours"), symbols(of, "yours"));
            case "name" -> new SketchMessage.Name(space, symbols(of, "yours"));
            case "same" ->
                    new SketchMessage.Same(
                            space,
                            count(of, "number"),
                            SketchMessage.Same.By.valueOf(text(of, "by")),
                            unsigned(of, "yours"));
            default -> throw new AssertionError(of);
        };
    }

    private static SketchMessage row(int space, Value of) {
        var cells = new ArrayList<SketchMessage.Row.Cell>();
        for (Value one : list(of, "cells")) {
            List<Value> parts = ((Value.Array) one).items();
            cells.add(
                    new SketchMessage.Row.Cell(
                            Long.parseUnsignedLong(((Value.Text) parts.get(0)).value()),
                            (int) ((Value.Int) parts.get(1)).value()));
        }
        return new SketchMessage.Row(space, cells);
    }

    private static List<Long> symbols(Value of, String name) {
        var symbols = new ArrayList<Long>();
        for (Value one : list(of, name)) {
            symbols.add(Long.parseUnsignedLong(((Value.Text) one).value()));
        }
        return symbols;
    }

    private static SyncMessage hello(Value of) {
        var versions = new ArrayList<Integer>();
        for (Value version : list(of, "versions")) {
            versions.add((int) ((Value.Int) version).value());
        }
        return new SyncMessage.Hello(
                versions, text(of, "agent"), number(of, "wallMillis"), count(of, "credit"));
    }

    private static SyncMessage chain(Value of) {
        var id = new ChainId(hex(of, "author"), number(of, "incarnation"), hex(of, "branch"));
        return new SyncMessage.Chain(
                count(of, "space"),
                count(of, "number"),
                id,
                count(of, "parent"),
                count(of, "seqLast"));
    }

    private static SyncMessage have(Value of) {
        var entries = new ArrayList<Have.Entry>();
        for (Value one : list(of, "entries")) {
            List<Value> parts = ((Value.Array) one).items();
            entries.add(
                    new Have.Entry(
                            (int) ((Value.Int) parts.get(0)).value(),
                            (int) ((Value.Int) parts.get(1)).value(),
                            ((Value.Bool) parts.get(2)).value(),
                            Bytes.fromHex(((Value.Text) parts.get(3)).value())));
        }
        return new Have(
                count(of, "space"), List.of(Have.Kind.values()).get(count(of, "kind")), entries);
    }

    private static SyncMessage changes(Value of) {
        return new SyncMessage.Changes(
                count(of, "space"), count(of, "chain"), signature(of), hex(of, "run"));
    }

    private static @Nullable Bytes signature(Value of) {
        Bytes signature = hex(of, "signature");
        return signature.size() == 0 ? null : signature;
    }

    private static SyncMessage trace(Value of) {
        var marks = new ArrayList<Trace.Mark>();
        for (Value one : list(of, "marks")) {
            List<Value> parts = ((Value.Array) one).items();
            marks.add(
                    new Trace.Mark(
                            (int) ((Value.Int) parts.get(0)).value(),
                            Bytes.fromHex(((Value.Text) parts.get(1)).value())));
        }
        return new Trace(count(of, "space"), count(of, "chain"), marks);
    }

    private static SyncMessage presence(Value of) {
        return new SyncMessage.Presence(
                count(of, "space"),
                hex(of, "author"),
                number(of, "epoch"),
                number(of, "counter"),
                hex(of, "cells"),
                hex(of, "signature"));
    }
}
