package kith.replica.base;

import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.log.RunCodec.Numbering;
import kith.replica.base.Vouch.By;
import kith.sync.SnapshotMessage;

/// The snapshot from which a space's state is built here, in place of the changes in it: its
/// manifest, where it lies on disk, and who vouches for it.
///
/// It knows chains by their names. Which of the changes here are in it is worked out once for each
/// number of chains, since a fork that is found gives a part of a chain another number.
public final class Baseline {
    /// Of the name of its file.
    public static final int FILE_BYTES_MAX = 64;

    /// Vouches that are kept with it: far more than anybody asks for.
    public static final int VOUCHES_MAX = SnapshotMessage.VOUCHES_MAX;

    private static final String PREFIX = "snapshot-";

    /// More than a home ever makes.
    private static final int NUMBER_LAST = 1_000_000_000;

    private final Manifest manifest;
    private final Bytes digest;
    private final String file;
    private final List<By> vouches;
    private final boolean made;
    private int[] lasts = new int[0];
    private int[] holders = new int[0];
    private int chainsKnown = -1;
    private boolean whole;

    /// One of its chains that was not here when that was looked up last.
    private int lacking;

    /// `made`: it was made here, of what is in it, and not taken on the word of others.
    public Baseline(Manifest manifest, Hasher hasher, String file, List<By> vouches, boolean made) {
        this.manifest = manifest;
        this.digest = manifest.digest(hasher);
        this.file = file;
        this.vouches = List.copyOf(vouches);
        this.made = made;
    }

    private Baseline(Baseline of, List<By> vouches) {
        this.manifest = of.manifest;
        this.digest = of.digest;
        this.file = of.file;
        this.vouches = List.copyOf(vouches);
        this.made = of.made;
    }

    /// The name of the file of a space's snapshot.
    public static String fileOf(int space, int number) {
        return PREFIX + space + "-" + number;
    }

    public static boolean isFile(String name) {
        return name.startsWith(PREFIX);
    }

    /// The number in such a name.
    public static int numberOf(String file) {
        int number = 0;
        for (int i = file.lastIndexOf('-') + 1; i < file.length(); i++) {
            int digit = file.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > NUMBER_LAST / 10) {
                throw new Malformed("a snapshot in a file called " + file);
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /// The same with others who vouch for it.
    public Baseline with(List<By> others) {
        return new Baseline(this, others);
    }

    public Manifest manifest() {
        return manifest;
    }

    public Bytes digest() {
        return digest;
    }

    public String file() {
        return file;
    }

    public List<By> vouches() {
        return vouches;
    }

    public boolean isMade() {
        return made;
    }

    /// Whether that change is in it.
    public boolean covers(ChangeGraph graph, int chain, int seq) {
        refresh(graph);
        return chain < lasts.length && seq <= lasts[chain];
    }

    /// Up to where that chain of here is in it.
    public int last(ChangeGraph graph, int chain) {
        refresh(graph);
        return chain < lasts.length ? lasts[chain] : 0;
    }

    /// How many changes are in it.
    public int changes() {
        long sum = 0;
        for (Manifest.Chain chain : manifest.chains()) {
            sum += chain.last();
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /// Whether the headers of everything in it are here. Before that it cannot be loaded.
    public boolean isHere(ChangeGraph graph) {
        if (!whole && (lacking >= manifest.chains().size() || isHere(graph, lacking))) {
            chainsKnown = -1;
            refresh(graph);
        }
        return whole;
    }

    private boolean isHere(ChangeGraph graph, int index) {
        Manifest.Chain chain = manifest.chains().get(index);
        int holder = holder(graph, chain);
        return holder >= 0 && graph.last(holder) >= chain.last();
    }

    /// Whether it has a branch of that chain so far. Which one it has is known when the last change
    /// of it is here: who made it may not have known of a fork.
    boolean mayHave(ChainId id, int seq) {
        for (Manifest.Chain chain : manifest.chains()) {
            boolean akin =
                    chain.id().author().equals(id.author())
                            && chain.id().incarnation() == id.incarnation();
            if (akin && seq <= chain.last()) {
                return true;
            }
        }
        return false;
    }

    /// A chain has another number, or a part of it has.
    public void renumbered() {
        chainsKnown = -1;
    }

    private void refresh(ChangeGraph graph) {
        if (chainsKnown == graph.chainCount()) {
            return;
        }
        chainsKnown = graph.chainCount();
        lasts = new int[chainsKnown];
        holders = new int[manifest.chains().size()];
        whole = true;
        for (int i = 0; i < holders.length; i++) {
            Manifest.Chain chain = manifest.chains().get(i);
            holders[i] = holder(graph, chain);
            if (holders[i] < 0 || graph.last(holders[i]) < chain.last()) {
                whole = false;
                lacking = i;
            }
            if (holders[i] >= 0) {
                cover(graph, holders[i], chain.last());
            }
        }
    }

    /// The chain of here in which the last change of one of the snapshot's is: where there was a
    /// fork, the branch with that hash; before that change is here, what has the chain's name. -1
    /// when another change is in its place.
    private static int holder(ChangeGraph graph, Manifest.Chain chain) {
        ChainId id = chain.id();
        List<Place> here = graph.changesAt(id.author(), id.incarnation(), chain.last());
        if (here.isEmpty()) {
            return graph.number(id);
        }
        for (Place place : here) {
            Past past = graph.past(place.chain(), place.seq());
            if (past == null || past.hash().equals(chain.tip())) {
                return place.chain();
            }
        }
        return -1;
    }

    /// The chain up to there, and those that it branched off.
    private void cover(ChangeGraph graph, int holder, int last) {
        int at = holder;
        int end = last;
        while (at >= 0) {
            lasts[at] = Math.max(lasts[at], end);
            Origin origin = graph.origin(at);
            at = origin == null ? -1 : origin.parent();
            end = origin == null ? 0 : origin.seqLast();
        }
    }

    /// Its numbers of chains as those of here.
    public Numbering numbers(ChangeGraph graph) {
        refresh(graph);
        int[] of = holders.clone();
        return (chain, seq) -> {
            if (chain >= of.length || of[chain] < 0) {
                throw new Malformed("chain " + chain + " of a snapshot, which it does not have");
            }
            int at = of[chain];
            Origin origin = graph.origin(at);
            while (origin != null && seq < graph.first(at)) {
                at = origin.parent();
                origin = graph.origin(at);
            }
            return graph.resolve(at, seq);
        };
    }
}
