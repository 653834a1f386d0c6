package kith.replica.base;

import java.util.Arrays;
import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.RunCodec.Numbering;
import kith.replica.base.Vouch.By;

/// The snapshot from which a space's state is built here, in place of the changes in it: its
/// manifest, where it lies on disk, and who vouches for it.
///
/// It knows chains by their names. Which of the changes here are in it is worked out once for each
/// number of chains, since a fork that is found gives a part of a chain another number.
public final class Baseline {
    /// Of the name of its file.
    public static final int FILE_BYTES_MAX = 64;

    /// Vouches that are kept with it: far more than anybody asks for.
    public static final int VOUCHES_MAX = 64;

    private static final String PREFIX = "snapshot-";

    /// More than a home ever makes.
    private static final int NUMBER_LAST = 1_000_000_000;

    private final Manifest manifest;
    private final Bytes digest;
    private final String file;
    private final List<By> vouches;
    private int[] lasts = new int[0];
    private int chainsKnown = -1;
    private boolean whole;

    public Baseline(Manifest manifest, Hasher hasher, String file, List<By> vouches) {
        this.manifest = manifest;
        this.digest = manifest.digest(hasher);
        this.file = file;
        this.vouches = List.copyOf(vouches);
    }

    private Baseline(Baseline of, List<By> vouches) {
        this.manifest = of.manifest;
        this.digest = of.digest;
        this.file = of.file;
        this.vouches = List.copyOf(vouches);
    }

    /// The name of the file of a space's snapshot.
    public static String fileOf(int space, int number) {
        return PREFIX + space + "-" + number;
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

    /// Up to where the chain of that name is in it.
    public int last(ChainId id) {
        for (Manifest.Chain chain : manifest.chains()) {
            if (chain.id().equals(id)) {
                return chain.last();
            }
        }
        return 0;
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
        if (!whole) {
            chainsKnown = -1;
            refresh(graph);
        }
        return whole;
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
        whole = true;
        for (Manifest.Chain chain : manifest.chains()) {
            int number = graph.number(chain.id());
            if (number < 0) {
                whole = false;
                continue;
            }
            int holder = graph.resolve(number, chain.last());
            whole &= graph.last(holder) >= chain.last();
            cover(graph, number, holder, chain.last());
        }
    }

    /// The chain up to there, through the branches that a fork has made of it since.
    private void cover(ChangeGraph graph, int number, int holder, int last) {
        int at = holder;
        int end = last;
        while (true) {
            lasts[at] = Math.max(lasts[at], end);
            Origin origin = at == number ? null : graph.origin(at);
            if (origin == null) {
                return;
            }
            at = origin.parent();
            end = origin.seqLast();
        }
    }

    /// Its numbers of chains as those of here.
    public Numbering numbers(ChangeGraph graph) {
        var numbers = new int[manifest.chains().size()];
        Arrays.setAll(numbers, i -> graph.number(manifest.chains().get(i).id()));
        return (chain, seq) -> {
            if (chain >= numbers.length || numbers[chain] < 0) {
                throw new Malformed("chain " + chain + " of a snapshot, which it does not have");
            }
            return graph.resolve(numbers[chain], seq);
        };
    }
}
