package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// What a record of the log on disk holds: a run that was verified, with the hashes around it.
///
/// ```
/// stored := chain prev run placeHashes head
/// prev   := the hash of the change before the first
/// placeHashes := for each place of the run, in its order, the hash of that change
/// head   := 0 | 1 signature            over the last change
/// ```
///
/// *The problem.* The hash of a change is over the hashes of others, so a log that keeps numbers
/// only can be checked only from its beginning, and one damaged record would leave nothing that can
/// be checked after it. *So* each record brings the few hashes it hangs on: its own follow from
/// them, alone. Damage stays in its record, and an old hash costs one read. The hashes of the
/// changes themselves are not stored, they are recomputed. Cost: 32 bytes for each run and each
/// place, two SHA-256 for each change read.
///
/// Whether the bytes are what was written is for the store's CRC to say; here they only cannot lead
/// to a hash that connects unless they are.
public record StoredRun(
        Run run,
        Bytes prev,
        List<Bytes> hashes,
        List<List<Bytes>> placeHashes,
        @Nullable Head head) {

    /// Writes a run that was verified, or is our own.
    public static void write(Writer out, Verified verified) {
        out.varint(verified.run().chain()).bytes(verified.prev());
        RunCodec.write(out, verified.run(), (chain, seq) -> chain);
        for (List<Bytes> hashes : verified.depHashes()) {
            for (Bytes hash : hashes) {
                out.bytes(hash);
            }
        }
        Head head = verified.head();
        out.flag(head != null);
        if (head != null) {
            out.bytes(head.signature());
        }
    }

    /// Reads what `write` wrote, up to the end, and computes the hashes of its changes. Chains have
    /// the numbers that they had when it was written: see [ChangeGraph#resolve].
    public static StoredRun read(Reader in, Headers headers) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        Bytes prev = in.bytes(Headers.HASH_BYTES);
        Run run = RunCodec.read(in, chain, (number, seq) -> number);
        var hashes = new ArrayList<Bytes>(run.size());
        var placeHashes = new ArrayList<List<Bytes>>(run.size());
        Bytes at = prev;
        for (Change change : run.changes()) {
            List<Bytes> places = readHashes(in, change.placeCount());
            at = headers.hash(at, change, places);
            hashes.add(at);
            placeHashes.add(places);
        }
        Head head = in.flag() ? new Head(run.lastSeq(), in.bytes(Head.SIGNATURE_BYTES)) : null;
        in.expectEnd();
        return new StoredRun(run, prev, hashes, placeHashes, head);
    }

    private static List<Bytes> readHashes(Reader in, int count) {
        if (count == 0) {
            return List.of();
        }
        if ((long) count * Headers.HASH_BYTES > in.remaining()) {
            throw new Malformed(count + " hashes in " + in.remaining() + " bytes");
        }
        var hashes = new ArrayList<Bytes>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(in.bytes(Headers.HASH_BYTES));
        }
        return hashes;
    }

    /// Hash and time of the change with that sequence number.
    public Past past(int seq) {
        int index = seq - run.firstSeq();
        return new Past(hashes.get(index), run.changes().get(index).time());
    }

    /// The header of the change with that sequence number: for a [ForkProof].
    public Headers.Header header(Headers headers, int seq) {
        return verified().header(headers, seq);
    }

    /// It was verified before it was stored.
    Verified verified() {
        return new Verified(run, prev, hashes, placeHashes, head);
    }
}
