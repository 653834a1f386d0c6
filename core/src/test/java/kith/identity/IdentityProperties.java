package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.Function;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds for every record, link and proof: it comes back as it went; and whatever bytes come,
/// they are refused as [Malformed] or are the one encoding of what they say.
final class IdentityProperties {
    @Property(tries = 300)
    void everyRecordComesBackAsItWent(@ForAll long seed) {
        var record = new Samples(new Rng(seed)).record();
        assertEquals(record, BoardRecord.read(new Reader(encoded(record))));
    }

    @Property(tries = 100)
    void everyProofComesBackAsItWent(@ForAll long seed) {
        var proof = new Samples(new Rng(seed)).proof();
        var out = new Writer();
        proof.write(out);
        assertEquals(proof, Proof.read(new Reader(out.toBytes())));
    }

    @Property(tries = 100)
    void everyLinkComesBackFromEitherCaseAndAnyWrapping(@ForAll long seed) {
        var rng = new Rng(seed);
        var link = new Samples(rng).link();
        assertEquals(link, InvitationLink.parse(wrapped(link.text(HASHER), rng), HASHER));
        assertEquals(link, InvitationLink.parse(wrapped(link.qrText(HASHER), rng), HASHER));
    }

    @Property(tries = 2_000)
    void randomBytesAreRefusedOrCanonical(@ForAll long seed) {
        var rng = new Rng(seed);
        var bytes = rng.bytes(rng.nextInt(400));
        if (bytes.size() > 0) {
            bytes.shared()[0] = (byte) rng.nextInt(6);
        }
        readsBackOrRefuses(bytes, IdentityProperties::recordAgain, seed);
        readsBackOrRefuses(bytes, IdentityProperties::proofAgain, seed);
    }

    @Property(tries = 2_000)
    void damagedRecordsAreRefusedOrCanonical(@ForAll long seed) {
        var rng = new Rng(seed);
        var samples = new Samples(rng);
        var out = new Writer();
        samples.proof().write(out);
        readsBackOrRefuses(
                damaged(encoded(samples.record()), rng), IdentityProperties::recordAgain, seed);
        readsBackOrRefuses(damaged(out.toBytes(), rng), IdentityProperties::proofAgain, seed);
    }

    @Property(tries = 500)
    void randomTextsAreNoLinks(@ForAll String text) {
        assertThrows(Malformed.class, () -> InvitationLink.parse(text, HASHER));
        assertThrows(Malformed.class, () -> InvitationLink.parse("kith:" + text, HASHER));
    }

    @Property(tries = 500)
    void aLinkWithOneWrongCharacterIsRefused(@ForAll long seed) {
        var rng = new Rng(seed);
        var text = new StringBuilder(new Samples(rng).link().text(HASHER));
        int at = rng.nextInt(text.length());
        char wrong = "abcdefghijklmnopqrstuvwxyz234567:!".charAt(rng.nextInt(34));
        if (text.charAt(at) != wrong) {
            text.setCharAt(at, wrong);
            assertThrows(
                    Malformed.class,
                    () -> InvitationLink.parse(text.toString(), HASHER),
                    "seed " + seed);
        }
    }

    @Property(tries = 100)
    void partitionsOfOneDeviceAreAllDifferent(@ForAll long seed) {
        var rng = new Rng(seed);
        var device = rng.bytes(32);
        var label = new Samples(rng).name();
        var derived = Partition.seed(device, label, HASHER);
        assertEquals(derived, Partition.seed(device, label, HASHER));
        assertNotEquals(derived, Partition.seed(device, label + "x".repeat(3), HASHER));
        assertNotEquals(derived, Partition.seed(rng.bytes(32), label, HASHER));
        assertNotEquals(derived, device);
    }

    private static Bytes encoded(BoardRecord record) {
        var out = new Writer();
        record.write(out);
        return out.toBytes();
    }

    private static Bytes recordAgain(Reader in) {
        return encoded(BoardRecord.read(in));
    }

    private static Bytes proofAgain(Reader in) {
        var out = new Writer();
        Proof.read(in).write(out);
        return out.toBytes();
    }

    private static void readsBackOrRefuses(Bytes bytes, Function<Reader, Bytes> again, long seed) {
        var in = new Reader(bytes);
        Bytes out;
        try {
            out = again.apply(in);
        } catch (Malformed expected) {
            return;
        } catch (RuntimeException e) {
            fail("seed " + seed + ", bytes " + bytes, e);
            return;
        }
        assertEquals(bytes.slice(0, in.position()), out, "seed " + seed);
    }

    private static Bytes damaged(Bytes bytes, Rng rng) {
        var out = bytes.toArray();
        for (int i = rng.between(1, 4); i > 0; i--) {
            out[rng.nextInt(out.length)] = (byte) rng.nextInt();
        }
        return Bytes.copy(out, 0, rng.chance(50) ? out.length : rng.nextInt(out.length));
    }

    private static String wrapped(String text, Rng rng) {
        var out = new StringBuilder(" ");
        for (int i = 0; i < text.length(); i++) {
            out.append(text.charAt(i));
            if (rng.chance(3)) {
                out.append("\r\n\t ");
            }
        }
        return out.toString();
    }
}
