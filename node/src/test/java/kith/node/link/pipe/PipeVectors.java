package kith.node.link.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.node.link.wire.WireFailure;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Both sides of a handshake against what an independent twin has computed.
final class PipeVectors {
    private static final NodeCrypto CRYPTO = new NodeCrypto();

    private static List<Value.Obj> ofKind(String kind) throws IOException {
        var out = new ArrayList<Value.Obj>();
        var json = Json.parse(Files.readAllBytes(Path.of("../docs/vectors", "pipe.json")));
        for (var vector : ((Value.Array) json).items()) {
            if (text((Value.Obj) vector, "kind").equals(kind)) {
                out.add((Value.Obj) vector);
            }
        }
        assertTrue(!out.isEmpty(), kind);
        return out;
    }

    private static String text(Value.Obj vector, String name) {
        return ((Value.Text) Objects.requireNonNull(vector.find(name), name)).value();
    }

    private static Bytes bytes(Value.Obj vector, String name) {
        return Bytes.fromHex(text(vector, name));
    }

    private static byte[] array(Value.Obj vector, String name) {
        return bytes(vector, name).toArray();
    }

    private static Identity identity(Value.Obj vector, String side) {
        Bytes seed = bytes(vector, side + "Seed");
        assertEquals(bytes(vector, side + "Peer"), CRYPTO.publicKey(seed).key());
        return new Identity(CRYPTO.publicKey(seed), NodeCrypto.privateKey(seed), CRYPTO);
    }

    private static Ephemeral ephemeral(Value.Obj vector, String side) {
        return Ephemeral.of(bytes(vector, side + "Ephemeral"));
    }

    private static Answerer answerer(Value.Obj vector) {
        return new Answerer(identity(vector, "b"), ephemeral(vector, "b"));
    }

    private static Caller caller(Value.Obj vector, PeerId expected) {
        return new Caller(identity(vector, "a"), ephemeral(vector, "a"), expected);
    }

    @Test
    void secretsAreThoseOfTheStandard() throws IOException {
        for (var v : ofKind("x25519")) {
            var own = Ephemeral.of(bytes(v, "scalar"));
            assertEquals(bytes(v, "shared"), own.shared(bytes(v, "u")), text(v, "name"));
        }
    }

    @Test
    void everyMessageOfAHandshakeIsTheOneOfTheTwin() throws IOException {
        for (var v : ofKind("handshake")) {
            String name = text(v, "name");
            Caller caller = caller(v, new PeerId(bytes(v, "bPeer")));
            Answerer answerer = answerer(v);
            assertArrayEquals(array(v, "first"), caller.greeting(), name);
            byte[] answer = answerer.answer(caller.greeting());
            assertArrayEquals(array(v, "second"), answer, name);
            Caller.Called called = caller.take(answer);
            assertArrayEquals(array(v, "third"), called.proof().toArray(), name);
            assertEquals(bytes(v, "bPeer"), called.proven().peer().key(), name);
            assertEquals(
                    bytes(v, "aPeer"), answerer.take(called.proof().toArray()).peer().key(), name);
        }
    }

    @Test
    void whatBothSidesAgreeOnIsWhatTheTwinHas() throws IOException {
        for (var v : ofKind("handshake")) {
            String name = text(v, "name");
            Agreement agreement = agreement(v);
            assertEquals(bytes(v, "transcript"), agreement.transcript(), name);
            assertArrayEquals(
                    array(v, "keyAToB"), agreement.key(Agreement.Side.A).getEncoded(), name);
            assertArrayEquals(
                    array(v, "keyBToA"), agreement.key(Agreement.Side.B).getEncoded(), name);
            PeerId a = identity(v, "a").peer();
            assertEquals(bytes(v, "signedByA"), agreement.signed(Agreement.Side.A, a), name);
            PeerId b = identity(v, "b").peer();
            assertEquals(bytes(v, "signedByB"), agreement.signed(Agreement.Side.B, b), name);
        }
    }

    private static Agreement agreement(Value.Obj vector) throws IOException {
        Ephemeral a = ephemeral(vector, "a");
        Ephemeral b = ephemeral(vector, "b");
        Bytes shared = a.shared(b.key());
        assertEquals(bytes(vector, "shared"), shared);
        assertEquals(shared, b.shared(a.key()));
        return new Agreement(Greeting.of(a).said(), Greeting.of(b).said(), shared, CRYPTO.hasher());
    }

    @Test
    void framesAreSealedUnderTheirNumber() throws IOException {
        Agreement agreement = agreement(ofKind("handshake").getFirst());
        for (var v : ofKind("frame")) {
            var side = text(v, "by").equals("a") ? Agreement.Side.A : Agreement.Side.B;
            long number = Long.parseLong(text(v, "number"));
            byte[] sealed = new Seal(agreement.key(side), number).seal(array(v, "plain"));
            assertArrayEquals(array(v, "sealed"), sealed, text(v, "name"));
            byte[] opened = new Seal(agreement.key(side), number).open(array(v, "sealed"));
            assertArrayEquals(array(v, "plain"), opened, text(v, "name"));
        }
    }

    @Test
    void whatBreaksTheRulesIsRefusedWithTheCodeOfTheTwin() throws IOException {
        var handshake = ofKind("handshake").getFirst();
        for (var v : ofKind("refused")) {
            String name = text(v, "name") + ", by " + text(v, "takes");
            var refused = assertThrows(WireFailure.class, () -> take(handshake, v), name);
            assertEquals(text(v, "code"), refused.code(), name);
        }
    }

    private static void take(Value.Obj handshake, Value.Obj v) throws IOException {
        if (text(v, "takes").equals("a")) {
            caller(handshake, new PeerId(bytes(v, "expects"))).take(array(v, "second"));
            return;
        }
        Answerer answerer = answerer(handshake);
        answerer.answer(array(v, "first"));
        answerer.take(array(v, "third"));
    }
}
