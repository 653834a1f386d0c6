package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.RemovalPart;
import kith.identity.BoardRecord.Revocation;
import kith.identity.Vectors.Vector;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

/// The bytes of `docs/protocol/identity.md`, against those that the twin in
/// `docs/vectors/identity.py` made from the text.
final class IdentityVectors {
    @Test
    void keysHaveTheirText() {
        for (var v : Vectors.ofKind("peer")) {
            assertEquals(v.text("text"), v.peer("key").text(), v.where());
            assertEquals(v.peer("key"), PeerId.parse(v.text("text")), v.where());
        }
    }

    @Test
    void partitionsAreDerivedByHkdf() {
        for (var v : Vectors.ofKind("partition")) {
            var seed = Partition.seed(v.bytes("seed"), v.text("label"), HASHER);
            assertEquals(v.bytes("derived"), seed, v.where());
        }
    }

    @Test
    void hkdfIsThatOfRfc5869() {
        for (var v : Vectors.read("hkdf.json")) {
            var output = v.bytes("output");
            var made =
                    Partition.hkdf(
                            v.bytes("salt"),
                            v.bytes("material"),
                            v.bytes("about"),
                            output.size(),
                            HASHER);
            assertEquals(output, made, v.text("name"));
        }
    }

    @Test
    void spacesAreNamedByBoardAndName() {
        for (var v : Vectors.ofKind("space")) {
            var space = SpaceId.of(v.board(), v.text("spaceName"), HASHER);
            assertEquals(v.bytes("space"), space.hash(), v.where());
        }
    }

    @Test
    void foundingRecordsHaveTheirBytes() {
        for (var v : Vectors.ofKind("founding")) {
            var founding =
                    Founding.unsigned(
                                    v.bytes("nonce"),
                                    v.peer("founder"),
                                    v.text("boardName"),
                                    v.number("timeMillis"),
                                    rules(v.text("rules")))
                            .signed(v.bytes("signature"));
            assertRecord(v, founding);
            assertEquals(v.bytes("message"), founding.check().message(), v.where());
            assertEquals(v.peer("founder"), founding.check().key(), v.where());
            assertEquals(v.board(), founding.board(HASHER), v.where());
            assertEquals(v.text("boardText"), founding.board(HASHER).text(), v.where());
        }
    }

    @Test
    void invitationsHaveTheirBytes() {
        for (var v : Vectors.ofKind("invitation")) {
            var invitation =
                    Invitation.unsigned(
                                    v.board(),
                                    v.peer("inviter"),
                                    v.peer("inviteKey"),
                                    (int) v.number("usesMax"),
                                    v.number("expiresAtMillis"),
                                    v.text("note"))
                            .signed(v.bytes("signature"));
            var out = new Writer();
            invitation.write(out);
            assertEquals(v.bytes("encoded"), out.toBytes(), v.where());
            assertEquals(invitation, Invitation.read(new Reader(v.bytes("encoded"))), v.where());
            assertEquals(v.bytes("message"), invitation.check().message(), v.where());
            assertEquals(v.bytes("id"), invitation.id(HASHER), v.where());
            var seed = InvitationLink.inviteSeed(v.bytes("secret"), HASHER);
            assertEquals(v.bytes("inviteSeed"), seed, v.where());
        }
    }

    @Test
    void admissionsHaveTheirBytesAndThreeChecks() {
        for (var v : Vectors.ofKind("admission")) {
            var invitation = Invitation.read(new Reader(v.bytes("invitation")));
            var admission =
                    Admission.unsigned(invitation, v.peer("member"), v.number("timeMillis"))
                            .signed(v.bytes("inviteSignature"), v.bytes("consent"));
            assertRecord(v, admission);
            assertEquals(v.bytes("id"), admission.id(HASHER), v.where());
            var checks =
                    List.of(
                            invitation.check(),
                            new Check(
                                    invitation.inviteKey(),
                                    v.bytes("inviteMessage"),
                                    v.bytes("inviteSignature")),
                            new Check(
                                    v.peer("member"),
                                    v.bytes("consentMessage"),
                                    v.bytes("consent")));
            assertEquals(checks, admission.checks(HASHER), v.where());
        }
    }

    @Test
    void revocationsAndRemovalsHaveTheirBytes() {
        for (var v : Vectors.ofKind("revocation")) {
            assertRecord(v, new Revocation(v.board(), v.bytes("invitation"), v.peer("by")));
        }
        for (var v : Vectors.ofKind("removal")) {
            assertRecord(v, new Removal(v.board(), v.peer("removed"), spaces(v.text("spaces"))));
        }
        for (var v : Vectors.ofKind("part")) {
            assertRecord(
                    v, new RemovalPart(v.board(), v.peer("removed"), spaces(v.text("spaces"))));
        }
    }

    @Test
    void proofsHaveTheirBytesAndChecks() {
        for (var v : Vectors.ofKind("proof")) {
            var proof = Proof.read(new Reader(v.bytes("encoded")));
            proof.verifyShape(v.board(), HASHER);
            assertEquals(v.peer("member"), proof.member(), v.where());
            assertEquals(v.number("checks"), proof.checks(HASHER).size(), v.where());
            var out = new Writer();
            proof.write(out);
            assertEquals(v.bytes("encoded"), out.toBytes(), v.where());
        }
    }

    @Test
    void linksHaveTheirTextInBothCases() {
        for (var v : Vectors.ofKind("link")) {
            var invitation = Invitation.read(new Reader(v.bytes("invitation")));
            var addresses =
                    v.text("addresses").isEmpty()
                            ? List.<String>of()
                            : List.of(v.text("addresses").split(" "));
            var link =
                    new InvitationLink(
                            invitation, v.bytes("secret"), v.text("boardName"), addresses);
            assertEquals(v.text("text"), link.text(HASHER), v.where());
            assertEquals(link, InvitationLink.parse(v.text("text"), HASHER), v.where());
            assertEquals(link, InvitationLink.parse(link.qrText(HASHER), HASHER), v.where());
        }
    }

    private static void assertRecord(Vector v, BoardRecord record) {
        var out = new Writer();
        record.write(out);
        assertEquals(v.bytes("record"), out.toBytes(), v.where());
        var in = new Reader(v.bytes("record"));
        assertEquals(record, BoardRecord.read(in), v.where());
        assertEquals(0, in.remaining(), v.where());
    }

    /// `depth invitations members` and then `tag=hex` for each unknown rule.
    private static BoardRules rules(String text) {
        var parts = text.split(" ");
        var others = new ArrayList<BoardRules.Field>();
        for (int i = 3; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            others.add(
                    new BoardRules.Field(
                            Integer.parseInt(parts[i].substring(0, equals)),
                            Bytes.fromHex(parts[i].substring(equals + 1))));
        }
        return new BoardRules(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                others);
    }

    /// `space:incarnation/seq/hash,…` for each space.
    private static List<SpaceBounds> spaces(String text) {
        var out = new ArrayList<SpaceBounds>();
        for (String space : text.isEmpty() ? new String[0] : text.split(" ")) {
            var parts = space.split(":", 2);
            var chains = new ArrayList<ChainBound>();
            for (String chain : parts[1].isEmpty() ? new String[0] : parts[1].split(",")) {
                var numbers = chain.split("/");
                chains.add(
                        new ChainBound(
                                Long.parseLong(numbers[0]),
                                Integer.parseInt(numbers[1]),
                                Bytes.fromHex(numbers[2])));
            }
            out.add(new SpaceBounds(new SpaceId(Bytes.fromHex(parts[0])), chains));
        }
        return out;
    }
}
