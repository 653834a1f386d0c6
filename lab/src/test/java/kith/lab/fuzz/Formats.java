package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.BoardRecord;
import kith.identity.Invitation;
import kith.identity.Proof;
import kith.lab.SimCrypto;
import kith.lab.fuzz.Decoder.Again;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.ChangeGraph;
import kith.log.ForkProof;
import kith.log.GraphImage;
import kith.log.Head;
import kith.log.Headers;
import kith.log.RunCodec;
import kith.log.StoredRun;
import kith.overlay.OverlayMessage;
import kith.state.Space;
import kith.state.StateImage;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;

/// The decoders of bytes.
final class Formats {
    private static final Headers HEADERS = new Headers(new SimCrypto().hasher());

    /// The space of the vectors of the log.
    private static final Bytes SPACE =
            Bytes.fromHex(Vectors.texts("log.json", "", "space").getFirst());

    private static final int WINDOW = 16;
    private static final int CHAINS = 4;

    private Formats() {}

    static List<Decoder> all() {
        return List.of(
                Decoder.of("sync-message", messages(), Formats::message),
                Decoder.of(
                        "overlay-message",
                        Vectors.bytes("overlay.json", "messages", "bytes"),
                        Formats::overlayMessage),
                Decoder.of("run", Vectors.bytes("log.json", "runs", "bytes"), Formats::run),
                Decoder.of(
                        "stored-run",
                        Vectors.bytes("log.json", "stored", "bytes"),
                        Formats::storedRun),
                Decoder.of(
                        "header", Vectors.bytes("log.json", "changes", "header"), Formats::header),
                Decoder.of(
                        "fork-proof",
                        Vectors.bytes("log.json", "proof", "bytes"),
                        Formats::forkProof),
                Decoder.of("graph-image", graphImages(), Formats::graphImage)
                        .mayAllocate(64 << 10, 512),
                Decoder.of(
                                "state-image",
                                Vectors.bytes("merge.json", "histories", "image"),
                                Formats::stateImage)
                        .mayAllocate(64 << 10, 1024),
                Decoder.of(
                                "state-columns",
                                Vectors.bytes("columns.json", "sections", "section"),
                                Formats::stateImage)
                        .mayAllocate(8 << 20, 1024), // as many rows as a section may have
                Decoder.of(
                        "content", Vectors.bytes("ops.json", "contents", "hex"), Formats::content),
                Histories.texts(),
                Histories.lists(),
                Decoder.of("value", Vectors.bytes("values.json", "values", "hex"), Formats::value),
                Decoder.of("path", Vectors.bytes("paths.json", "paths", "hex"), Formats::path),
                Decoder.of("path-after", List.of(Bytes.of((byte) 1, (byte) 0)), Formats::pathAfter),
                Decoder.of(
                        "board-record",
                        Vectors.bytes("identity.json", "", "record"),
                        Formats::boardRecord),
                Decoder.of("proof", encoded(true), Formats::proof),
                Decoder.of("invitation", encoded(false), Formats::invitation),
                Decoder.of("chain-id", List.of(), Formats::chainId));
    }

    private static List<Bytes> messages() {
        return Vectors.bytes("sync.json", "messages", "bytes");
    }

    private static Again message(Bytes bytes) {
        SyncMessage message = SyncMessage.read(new Reader(bytes));
        return Again.by(message::write);
    }

    private static Again overlayMessage(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        if (!OverlayMessage.has(type)) {
            throw new Malformed("no message of the overlay");
        }
        return Again.by(OverlayMessage.read(type, in)::write);
    }

    private static Again run(Bytes bytes) {
        var in = new Reader(bytes);
        var run = RunCodec.read(in, 0, (chain, seq) -> chain);
        in.expectEnd();
        return Again.by(out -> RunCodec.write(out, run, (chain, seq) -> chain));
    }

    private static Again storedRun(Bytes bytes) {
        var in = new Reader(bytes);
        StoredRun stored = StoredRun.read(in);
        stored.past(stored.run().lastSeq(), HEADERS);
        stored.header(stored.run().firstSeq(), HEADERS);
        return Again.by(out -> write(stored, out));
    }

    private static void write(StoredRun stored, Writer out) {
        out.varint(stored.run().chain()).bytes(stored.prev());
        RunCodec.write(out, stored.run(), (chain, seq) -> chain);
        stored.placeHashes().forEach(hashes -> hashes.forEach(out::bytes));
        Head head = stored.head();
        out.flag(head != null).bytes(head == null ? Bytes.EMPTY : head.signature());
    }

    private static Again header(Bytes bytes) {
        var in = new Reader(bytes);
        var header = Headers.Header.read(in);
        in.expectEnd();
        HEADERS.hash(header);
        return Again.by(header::write);
    }

    private static Again forkProof(Bytes bytes) {
        ForkProof proof = ForkProof.read(new Reader(bytes));
        proof.branches(HEADERS);
        proof.signed(SPACE, HEADERS);
        mayRefuse(() -> proof.check(HEADERS));
        return Again.by(proof::write);
    }

    private static List<Bytes> graphImages() {
        Bytes ofVectors = Vectors.bytes("log.json", "", "image").getFirst();
        return List.of(ofVectors, SampleGraph.image(SPACE));
    }

    /// One image has one encoding, though not each division into items: so it is compared with what
    /// it is written as the second time.
    private static Again graphImage(Bytes bytes) {
        ChangeGraph graph = graph(List.of(bytes));
        return () -> {
            List<Bytes> once = GraphImage.write(graph);
            if (!GraphImage.write(graph(once)).equals(once)) {
                throw new AssertionError("an image of an image is another");
            }
            return null;
        };
    }

    private static ChangeGraph graph(List<Bytes> sections) {
        var image = new GraphImage(SPACE, new SimCrypto().hasher(), WINDOW);
        sections.forEach(image::take);
        ChangeGraph graph = image.end();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            graph.resolve(chain, 1);
            graph.resolve(chain, Integer.MAX_VALUE);
            graph.headUpTo(chain, 1);
            graph.positionBefore(chain, graph.last(chain));
        }
        return graph;
    }

    private static Again stateImage(Bytes bytes) {
        var space = new Space(new Order());
        StateImage.load(space, bytes, CHAINS);
        space.settle();
        space.check();
        return () -> null;
    }

    /// The chains that the images of the vectors speak of.
    private static final class Order implements ChainOrder {
        @Override
        public int compare(int chainA, int chainB) {
            return Integer.compare(chainA, chainB);
        }

        @Override
        public ChainId id(int chain) {
            return new ChainId(SPACE, chain, Bytes.EMPTY);
        }

        @Override
        public int number(ChainId id) {
            return (int) id.incarnation();
        }
    }

    private static Again content(Bytes bytes) {
        List<Op> ops = Content.read(bytes);
        return () -> Content.of(ops);
    }

    private static Again value(Bytes bytes) {
        var in = new Reader(bytes);
        var value = Value.read(in);
        in.expectEnd();
        return Again.by(value::write);
    }

    private static Again path(Bytes bytes) {
        var in = new Reader(bytes);
        var path = Path.read(in);
        in.expectEnd();
        return Again.by(path::write);
    }

    /// The same path as the one before it, and others.
    private static Again pathAfter(Bytes bytes) {
        Path before = Path.of("a", "b");
        var in = new Reader(bytes);
        var out = new Writer();
        for (Path previous = before; !in.atEnd(); ) {
            Path path = Path.readAfter(in, previous);
            path.writeAfter(out, previous);
            previous = path;
        }
        return out::toBytes;
    }

    private static Again boardRecord(Bytes bytes) {
        var in = new Reader(bytes);
        var record = BoardRecord.read(in);
        in.expectEnd();
        record.checks(new SimCrypto().hasher());
        return Again.by(record::write);
    }

    /// The encoded proofs, which begin with the version of a founding; or invitations.
    private static List<Bytes> encoded(boolean proofs) {
        var found = new ArrayList<Bytes>();
        for (Bytes encoded : Vectors.bytes("identity.json", "", "encoded")) {
            if ((encoded.at(0) == 1) == proofs) {
                found.add(encoded);
            }
        }
        return found;
    }

    private static Again proof(Bytes bytes) {
        var in = new Reader(bytes);
        var proof = Proof.read(in);
        in.expectEnd();
        var hasher = new SimCrypto().hasher();
        mayRefuse(() -> proof.verifyShape(proof.founding().board(hasher), hasher));
        return Again.by(proof::write);
    }

    /// False when what was decoded means nothing good.
    private static boolean mayRefuse(Runnable check) {
        try {
            check.run();
            return true;
        } catch (Malformed refused) {
            return false;
        }
    }

    private static Again invitation(Bytes bytes) {
        var in = new Reader(bytes);
        var invitation = Invitation.read(in);
        in.expectEnd();
        return Again.by(invitation::write);
    }

    private static Again chainId(Bytes bytes) {
        var in = new Reader(bytes);
        var id = ChainId.read(in);
        in.expectEnd();
        return Again.by(id::write);
    }
}
