package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Frontier.NamedPlace;
import kith.log.Headers.Header;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `docs/vectors/log.json`, written by the encoder beside it, which shares nothing with ours. Its
/// signatures are real ones.
class LogVectors {
    private static final Value FILE = Json.parse(Docs.text("vectors/log.json"));
    private static final Bytes SPACE = hex(FILE, "space");
    private static final Headers HEADERS = Fixture.HEADERS;

    private static Value at(Value value, String name) {
        Value found = ((Value.Obj) value).find(name);
        assertNotNull(found, name);
        return found;
    }

    private static List<Value> list(Value value, String name) {
        return ((Value.Array) at(value, name)).items();
    }

    private static String text(Value value, String name) {
        return ((Value.Text) at(value, name)).value();
    }

    private static Bytes hex(Value value, String name) {
        return Bytes.fromHex(text(value, name));
    }

    private static long number(Value value, String name) {
        return ((Value.Int) at(value, name)).value();
    }

    private static List<Bytes> hashes(Value value, String name) {
        var hashes = new ArrayList<Bytes>();
        for (Value one : list(value, name)) {
            hashes.add(Bytes.fromHex(((Value.Text) one).value()));
        }
        return hashes;
    }

    private static List<Place> places(Value value, String name) {
        var places = new ArrayList<Place>();
        for (Value one : list(value, name)) {
            List<Value> pair = ((Value.Array) one).items();
            places.add(new Place(number(pair.getFirst()), number(pair.getLast())));
        }
        return places;
    }

    private static int number(Value value) {
        return (int) ((Value.Int) value).value();
    }

    private static @Nullable Value seen(Value change) {
        return at(change, "seen") instanceof Value.Obj seen ? seen : null;
    }

    private static Change change(Value of) {
        Value seen = seen(of);
        View view =
                seen == null ? null : new View((int) number(seen, "own"), places(seen, "others"));
        return new Change(
                (int) number(of, "seq"),
                number(of, "time"),
                places(of, "deps"),
                view,
                hex(of, "content"));
    }

    private static List<Bytes> placeHashes(Value of) {
        var hashes = new ArrayList<>(hashes(of, "depHashes"));
        Value seen = seen(of);
        if (seen != null) {
            hashes.addAll(hashes(seen, "hashes"));
        }
        return hashes;
    }

    private static Value named(String name) {
        for (Value change : list(FILE, "changes")) {
            if (text(change, "name").equals(name)) {
                return change;
            }
        }
        throw new AssertionError("no change " + name);
    }

    private static List<Change> changes(Value of) {
        var changes = new ArrayList<Change>();
        for (Value name : list(of, "changes")) {
            changes.add(change(named(((Value.Text) name).value())));
        }
        return changes;
    }

    @Test
    void aChainBeginsWithItsGenesis() {
        for (Value one : list(FILE, "genesis")) {
            var chain = new ChainId(hex(one, "author"), number(one, "incarnation"), Bytes.EMPTY);
            assertEquals(hex(one, "hash"), HEADERS.genesis(SPACE, chain));
        }
    }

    @Test
    void aChangeHasTheHashOfItsHeader() {
        assertTrue(list(FILE, "changes").size() >= 9);
        for (Value one : list(FILE, "changes")) {
            Change change = change(one);
            Bytes prev = hex(one, "prev");
            assertEquals(hex(one, "hash"), HEADERS.hash(prev, change, placeHashes(one)));
            Header header = HEADERS.header(prev, change, placeHashes(one));
            var out = new Writer();
            header.write(out);
            assertEquals(hex(one, "header"), out.toBytes());
            assertEquals(header, Header.read(new Reader(out.toBytes())));
            assertEquals(hex(one, "hash"), HEADERS.hash(header));
        }
    }

    @Test
    void aHeadIsASignatureOverTheMessage() throws GeneralSecurityException {
        for (Value one : list(FILE, "heads")) {
            Bytes message =
                    Headers.headMessage(
                            SPACE,
                            number(one, "incarnation"),
                            (int) number(one, "seq"),
                            hex(one, "hash"));
            assertEquals(hex(one, "message"), message);
            assertTrue(holds(hex(one, "author"), message, hex(one, "signature")));
        }
    }

    /// The JDK wants the key in its X.509 form: RFC 8410, section 4.
    private static boolean holds(Bytes key, Bytes message, Bytes signature)
            throws GeneralSecurityException {
        Bytes prefix = Bytes.fromHex("302a300506032b6570032100");
        byte[] encoded = new Writer().bytes(prefix).bytes(key).toArray();
        var check = Signature.getInstance("Ed25519");
        check.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        check.update(message.toArray());
        return check.verify(signature.toArray());
    }

    @Test
    void aRunIsWrittenAndReadAsTheVectorSays() {
        for (Value one : list(FILE, "runs")) {
            var run = new Run(0, changes(one));
            var out = new Writer();
            RunCodec.write(out, run, (chain, seq) -> chain);
            assertEquals(hex(one, "bytes"), out.toBytes());
            var in = new Reader(out.toBytes());
            assertEquals(run, RunCodec.read(in, 0, (chain, seq) -> chain));
            in.expectEnd();
        }
    }

    @Test
    void aWrongRunIsRefused() {
        for (Value one : list(FILE, "refused")) {
            Bytes bytes =
                    at(one, "bytes") instanceof Value.Text text
                            ? Bytes.fromHex(text.value())
                            : new Writer()
                                    .bytes(hex(one, "start"))
                                    .bytes(Fixture.bytes((int) number(one, "zeros"), 0))
                                    .toBytes();
            assertThrows(
                    Malformed.class,
                    () -> {
                        var in = new Reader(bytes);
                        RunCodec.read(in, 0, (chain, seq) -> chain);
                        in.expectEnd();
                    },
                    text(one, "why"));
        }
    }

    @Test
    void aStoredRunGivesTheHashesOfItsChanges() {
        for (Value one : list(FILE, "stored")) {
            StoredRun stored = StoredRun.read(new Reader(hex(one, "bytes")));
            assertEquals(new Run((int) number(one, "chain"), changes(one)), stored.run());
            for (Value name : list(one, "changes")) {
                Value change = named(((Value.Text) name).value());
                Past past = stored.past((int) number(change, "seq"), HEADERS);
                assertEquals(hex(change, "hash"), past.hash());
            }
            if (at(one, "signature") instanceof Value.Text signature) {
                var head = new Head(stored.run().lastSeq(), Bytes.fromHex(signature.value()));
                assertEquals(head, stored.head());
            }
            var out = new Writer();
            StoredRun.write(out, stored.verified(HEADERS));
            assertEquals(hex(one, "bytes"), out.toBytes());
        }
    }

    @Test
    void aPlaceHasItsText() {
        for (Value one : list(FILE, "places")) {
            var chain =
                    new ChainId(hex(one, "author"), number(one, "incarnation"), hex(one, "branch"));
            var place = new NamedPlace(chain, (int) number(one, "seq"));
            assertEquals(text(one, "text"), place.text());
            assertEquals(place, Frontier.parse(text(one, "text")));
        }
    }

    @Test
    void aProofOfAForkHolds() throws GeneralSecurityException {
        Value one = at(FILE, "proof");
        ForkProof proof = ForkProof.read(new Reader(hex(one, "bytes")));
        proof.check(HEADERS);
        assertEquals(number(one, "seq"), proof.seq());
        assertEquals(hex(one, "prev"), proof.prev());
        var branches = new ArrayList<Bytes>();
        proof.branches(HEADERS).forEach(branch -> branches.add(branch.branch()));
        assertEquals(hashes(one, "branches"), branches);
        for (ForkProof.Signed signed : proof.signed(SPACE, HEADERS)) {
            assertTrue(holds(signed.key(), signed.message(), signed.signature()));
        }
        var out = new Writer();
        proof.write(out);
        assertEquals(hex(one, "bytes"), out.toBytes());
    }

    @Test
    void aGraphHasItsImage() {
        var graph = new ChangeGraph(SPACE, Fixture.HASHER, Fixture.WINDOW);
        Value author = list(FILE, "genesis").getFirst();
        int chain = graph.open(new ChainId(hex(author, "author"), 0, Bytes.EMPTY));
        Change first = change(named("a1"));
        graph.append(graph.compose(chain, first.time(), List.of(), null, first.content()));
        Value signature = list(FILE, "image").getLast();
        graph.sign(chain, new Head(1, Bytes.fromHex(((Value.Text) signature).value())));
        graph.stored(chain, 1, (1L << 32) + 4096);
        graph.durable(chain, 1);
        Bytes section = Bytes.fromHex(((Value.Text) list(FILE, "image").getFirst()).value());
        assertEquals(List.of(section), GraphImage.write(graph));
    }
}
