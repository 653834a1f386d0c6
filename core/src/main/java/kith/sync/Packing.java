package kith.sync;

import kith.lang.Bytes;
import kith.lang.Deflated;
import kith.lang.Malformed;

/// Runs in fewer bytes on the line.
///
/// The content of a change is hashed as it is, so each names the cells on its path anew, and a run
/// says the same words over and over: of a thousand small writes a third is left when they are
/// packed, of those of a large board a fifth.
///
/// *Each run by itself.* One stream over the whole link would find more, and what it finds shows in
/// the sizes of its messages: whoever may write into a space could guess at what others wrote there
/// in secret, and watch the line to see which guess makes it shorter (Rizzo and Duong, *The CRIME
/// attack*, 2012). A run has one author, who learns nothing but what it wrote. It also keeps a link
/// that is idle as small as it was.
///
/// *When it pays.* Packing costs the sender 10 ns a byte and the receiver 3, both measured; the
/// time in which a line of a gigabit carries a byte is 8. Two peers on one machine catch up as fast
/// with it as without, since each has a processor of its own that waits for the disk or the other.
/// So nothing is asked about the line, but whether it is one by signals: then both are tabs, where
/// packing takes a hundred times as long, in the thread that draws the page, and most often the
/// line never leaves the machine. What is small is left as it is (a change of one key gains
/// nothing, five gain a tenth, and each takes 5 to 30 µs), so that live edits are not later for it.
/// So is what a probe from its middle shows to be packed or sealed already.
///
/// *Credit* is taken for the bytes of the run as it is: they are what the receiver has to hold, and
/// it knows them before it unpacks. So a few bytes that stand for very many are paid for like those
/// many, and nothing here makes a difference to what a peer does next but the bytes on the line.
final class Packing {
    /// Smaller runs are sent as they are. Measured: at this size a quarter is saved of keys, half
    /// of prose.
    static final int RUN_BYTES_MIN = 256;

    /// No run is larger: the largest frame of a link.
    static final int RUN_BYTES_MAX = 5 << 18;

    /// The largest gain of DEFLATE: two bits for 258 bytes.
    private static final int GAIN_MAX = 1032;

    private Packing() {}

    /// The same in the fewest bytes. A bare run is mostly hashes, of which nothing can be saved. Of
    /// others columns stand at the front, contents at the back: a piece in the middle, which tells
    /// whether it is worth it, has of both, or of what there is most.
    static SyncMessage.Runs smallest(SyncMessage.Changes changes) {
        byte[] run = changes.run().shared();
        if (changes.isBare()
                || run.length < RUN_BYTES_MIN
                || !Deflated.promises(run, 0, run.length)) {
            return changes;
        }
        byte[] packed = Deflated.pack(run, 0, run.length);
        return Deflated.pays(packed.length, run.length)
                ? new SyncMessage.Packed(
                        changes.space(),
                        changes.chain(),
                        changes.signature(),
                        run.length,
                        Bytes.wrap(packed))
                : changes;
    }

    /// The run of so many bytes. Nothing is made on the word of a message that cannot hold it.
    static Bytes unpack(Bytes packed, int runBytes) {
        if (runBytes > (long) GAIN_MAX * packed.size()) {
            throw new Malformed(
                    "a run of " + runBytes + " bytes in " + packed.size() + ", which is too few");
        }
        return Bytes.wrap(Deflated.unpack(packed.shared(), 0, packed.size(), runBytes));
    }
}
