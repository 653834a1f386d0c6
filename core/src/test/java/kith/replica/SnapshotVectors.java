package kith.replica;

import static kith.value.VectorJson.at;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.number;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Headers;
import kith.log.Run;
import kith.log.RunCodec;
import kith.replica.base.Manifest;
import kith.replica.base.Vouch;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// Holds manifests, vouches and bare runs to docs/vectors/snapshot.json.
class SnapshotVectors {
    private static final Value FILE = VectorJson.file("snapshot.json");
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private static ChainId chain(Value of) {
        return new ChainId(hex(of, "author"), number(of, "incarnation"), hex(of, "branch"));
    }

    @Test
    void manifestsAreWrittenReadAndHashedAsTheVectorsSay() {
        for (Value one : list(FILE, "manifests")) {
            var chains = new ArrayList<Manifest.Chain>();
            for (Value chain : list(one, "chains")) {
                int last = (int) number(chain, "last");
                chains.add(new Manifest.Chain(chain(chain), last, hex(chain, "tip")));
            }
            var pieces = new ArrayList<Manifest.Piece>();
            for (Value piece : list(one, "pieces")) {
                pieces.add(new Manifest.Piece((int) number(piece, "bytes"), hex(piece, "hash")));
            }
            Bytes space = Bytes.fromHex(text(FILE, "space"));
            var manifest = new Manifest(space, hex(one, "before"), chains, pieces);
            assertEquals(hex(one, "bytes"), manifest.toBytes(), text(one, "what"));
            assertEquals(manifest, Manifest.read(new Reader(hex(one, "bytes"))));
            assertEquals(hex(one, "digest"), manifest.digest(HASHER));
        }
    }

    @Test
    void vouchesAreWrittenReadAndSignedAsTheVectorsSay() {
        Bytes space = Bytes.fromHex(text(FILE, "space"));
        for (Value one : list(FILE, "vouches")) {
            var tips = new ArrayList<Vouch.Tip>();
            for (Value tip : list(one, "tips")) {
                tips.add(new Vouch.Tip(chain(tip), (int) number(tip, "seq")));
            }
            var vouch =
                    new Vouch(hex(one, "before"), hex(one, "digest"), tips, hex(one, "signature"));
            var out = new Writer();
            vouch.write(out);
            assertEquals(hex(one, "bytes"), out.toBytes(), text(one, "what"));
            assertEquals(vouch, Vouch.read(new Reader(out.toBytes())));
            assertEquals(hex(one, "message"), vouch.message(space, HASHER));
            assertEquals(vouch, Vouch.of(vouch.toOp()));
            assertEquals(new Op.Notice(hex(one, "notice")), vouch.toOp());
        }
    }

    @Test
    void whatIsNoManifestIsRefused() {
        for (Value one : list(FILE, "refused")) {
            var in = new Reader(hex(one, "bytes"));
            assertThrows(Malformed.class, () -> Manifest.read(in), text(one, "why"));
        }
    }

    @Test
    void aBareRunHasTheHashesOfItsContentsInTheirPlace() {
        Value of = at(FILE, "bare");
        var same = new RunCodec.Numbering.Below(1);
        Run full = RunCodec.read(new Reader(hex(of, "full")), 0, same);
        Run bare = new Headers(HASHER).bare(full);
        var out = new Writer();
        RunCodec.write(out, bare, same);
        assertEquals(hex(of, "bare"), out.toBytes());
        assertEquals(bare, RunCodec.readBare(new Reader(out.toBytes()), 0, same));
        assertEquals(
                List.of(3, 0, 200), bare.changes().stream().map(c -> c.contentBytes()).toList());
    }
}
