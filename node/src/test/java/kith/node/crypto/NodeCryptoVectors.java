package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.identity.BoardRecord;
import kith.identity.Check;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// The JDK against RFC 8032, against the edges where libraries differ, and against the signatures
/// that the twin of the formats made.
final class NodeCryptoVectors {
    private final NodeCrypto crypto = new NodeCrypto();

    private static List<Value.Obj> read(String file) throws IOException {
        var out = new ArrayList<Value.Obj>();
        var json = Json.parse(Files.readAllBytes(Path.of("../docs/vectors", file)));
        for (var vector : ((Value.Array) json).items()) {
            out.add((Value.Obj) vector);
        }
        return out;
    }

    private static List<Value.Obj> ofKind(String kind) throws IOException {
        var out = read("identity.json");
        out.removeIf(vector -> !text(vector, "kind").equals(kind));
        assertTrue(!out.isEmpty(), kind);
        return out;
    }

    private static String text(Value.Obj vector, String name) {
        return ((Value.Text) Objects.requireNonNull(vector.find(name), name)).value();
    }

    private static Bytes bytes(Value.Obj vector, String name) {
        return Bytes.fromHex(text(vector, name));
    }

    private void assertGood(Check check, String where) {
        assertTrue(crypto.verify(check), where);
    }

    @Test
    void goodAndBadSignaturesAreThoseOfTheRule() throws IOException {
        for (var v : read("ed25519.json")) {
            var key = new PeerId(bytes(v, "key"));
            var check = new Check(key, bytes(v, "message"), bytes(v, "signature"));
            assertEquals(text(v, "good"), crypto.verify(check) + "", text(v, "name"));
            if (v.find("seed") != null) {
                var seed = bytes(v, "seed");
                assertEquals(key, crypto.publicKey(seed), text(v, "name"));
                assertEquals(
                        check.signature(), crypto.sign(seed, check.message()), text(v, "name"));
            }
        }
    }

    @Test
    void theSignaturesOfAllRecordsAreGood() throws IOException {
        var hasher = crypto.hasher();
        for (String kind : new String[] {"founding", "admission"}) {
            for (var v : ofKind(kind)) {
                var record = BoardRecord.read(new Reader(bytes(v, "record")));
                record.checks(hasher).forEach(check -> assertGood(check, text(v, "name")));
            }
        }
        for (var v : ofKind("proof")) {
            var proof = Proof.read(new Reader(bytes(v, "encoded")));
            proof.checks(hasher).forEach(check -> assertGood(check, text(v, "name")));
        }
    }

    @Test
    void theInviteKeyIsMadeFromTheSecretOfTheLink() throws IOException {
        for (var v : ofKind("invitation")) {
            var invitation = Invitation.read(new Reader(bytes(v, "encoded")));
            assertGood(invitation.check(), text(v, "name"));
            var seed = InvitationLink.inviteSeed(bytes(v, "secret"), crypto.hasher());
            assertEquals(invitation.inviteKey(), crypto.publicKey(seed), text(v, "name"));
        }
    }
}
