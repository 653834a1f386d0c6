package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.sequence.units.Document;
import kith.lang.Malformed;
import kith.log.ChainOrder;

/// Carries out operations that were made at the same time as others: turns the position that an
/// author meant into the one where it belongs here.
///
/// A position means something only in the document that its author saw. The obvious ways fail:
/// transforming it against each operation that the author had not seen takes time that grows with
/// the square of what was done apart; and a name for each character for ever costs memory, although
/// people hardly ever write at the same place at the same time. Eg-walker keeps the positions, and
/// when there is something to merge it builds the names for the concurrent part only, in a
/// temporary structure ([Spans]) that has two states for each unit. To take an operation in:
///
/// 1. The *prepared version* is moved to what the author had seen: operations that he had not are
///    *retreated*, those that he had and the prepared version had not are *advanced*.
/// 2. The position is looked for in the prepared version. That gives the unit to delete, or the
///    place between two units; of what others inserted at that place, and the author had not seen,
///    the order of insertions decides ([#integrate]).
/// 3. Where that is in the *effect*, the merge of everything so far, is told to the document.
///
/// Source: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker* (EuroSys 2025),
/// section 3. The order of concurrent insertions is that of FugueMax: Weidner and Kleppmann, *The
/// Art of the Fugue* (2023): what two people type at one place is not shuffled together. changed:
/// operations of a removed member (*void* ones) count for positions and not in the effect.
///
/// Versions are taken in ascending. Cost: see [Spans]; moving the prepared version costs a search
/// for each span that changes.
final class Tracker implements EventGraph.Steps {
    private final EventGraph graph;
    private final Ops ops;
    private final ChainOrder order;
    private final Voids voids;
    private final Spans spans;
    private final Targets targets;
    private Places places;

    /// The first version that is not the tracker's affair, being before it, and the next one.
    private int base;

    private int end;

    private final Prepared prepared;

    /// Where the operations that are taken in are carried out; absent while they are already.
    private final Document document;

    private boolean tells;

    /// Whether what is carried out counts for nobody.
    private boolean isVoid;

    /// What one backward deletion deleted, from the lowest up, while it is carried out.
    private int[] names = new int[4];

    private int[] sizes = new int[4];

    /// A tracker that begins at a version which divides the history and before which nothing is
    /// void, or at the beginning, with the length of the document there.
    Tracker(
            History<?> history,
            ChainOrder order,
            Document document,
            int base,
            int length,
            Sizes sizes) {
        this.graph = history.graph;
        this.ops = history.ops;
        this.voids = history.voids;
        this.order = order;
        this.document = document;
        this.base = base;
        this.end = base + 1;
        this.prepared = new Prepared(graph, base, this);
        this.spans = new Spans(length, base + 1, sizes);
        this.targets = new Targets(ops.count == 0 ? 0 : ops.find(base + 1));
        this.places = new Places(graph, ops, order, spans);
    }

    /// Begins anew with the same history at such a version. Of what people merged there are often
    /// thousands of pieces of a few operations each, and then most of the time went into the arrays
    /// for each of them. Measured in a browser.
    void restart(int base, int length) {
        this.base = base;
        end = base + 1;
        prepared.restart(base);
        spans.restart(length, base + 1);
        targets.restart(ops.find(base + 1));
        if (!places.isEmpty()) {
            places = new Places(graph, ops, order, spans);
        }
    }

    /// The least of those versions, or [EventGraph#NONE] when there is none.
    static int least(int[] version) {
        return version.length == 0 ? EventGraph.NONE : version[0];
    }

    int end() {
        return end;
    }

    int base() {
        return base;
    }

    /// How long the merge of all that was taken in is.
    int effectLength() {
        return spans.effectLength();
    }

    /// Takes in what is here and was not taken yet, in the order of versions. The document is told,
    /// or has it already.
    void takeAll(boolean tell) {
        while (end < graph.end()) {
            int line = graph.lineOf(end);
            take(line, end, graph.lineEnd(line), tell);
        }
    }

    /// Takes a piece of a line in, all that it had seen being in.
    void take(int line, int first, int stop, boolean tell) {
        tells = tell;
        boolean begins = first == graph.lineStart(line);
        if (begins) {
            prepared.toParentsOf(line);
        } else {
            prepared.to(first - 1);
        }
        if (begins && spans.preparedLength() != graph.lengthBefore(line)) {
            throw new Malformed(
                    "a history says that a document had "
                            + graph.lengthBefore(line)
                            + " units, it had "
                            + spans.preparedLength());
        }
        int run = ops.find(first);
        int at = first;
        while (at < stop) {
            int runEnd = ops.end(run);
            int pieceEnd = Math.min(Math.min(runEnd, stop), voids.sameUntil(at));
            isVoid = voids.isVoid(at);
            carryOut(run, at, pieceEnd - at);
            at = pieceEnd;
            run += at == runEnd ? 1 : 0;
        }
        prepared.took(line, stop);
        end = Math.max(end, stop);
    }

    /// How long the document of that version is, which is made the prepared one.
    int lengthAt(int[] version) {
        prepared.toCopyOf(version);
        return spans.preparedLength();
    }

    @Override
    public void leave(int line, int first, int stop) {
        shift(first, stop, -Spans.ONCE);
    }

    @Override
    public void enter(int line, int first, int stop) {
        shift(first, stop, Spans.ONCE);
    }

    /// Changes the prepared state of what these versions did.
    private void shift(int first, int stop, int by) {
        int at = Math.max(first, base + 1);
        int run = at < stop ? ops.find(at) : 0;
        while (at < stop) {
            int runEnd = Math.min(ops.end(run), stop);
            if (ops.kind[run] == Ops.INSERT || ops.kind[run] == Ops.MOVE) {
                shiftUnits(at, runEnd - at, by);
            } else {
                shiftTargets(run, at, runEnd, by);
            }
            at = runEnd;
            run++;
        }
    }

    private void shiftUnits(int name, int units, int by) {
        int done = spans.shift(name, units, by);
        while (done < units) {
            places.shiftPlace(name + done, by);
            done++;
            done += spans.shift(name + done, units - done, by);
        }
    }

    private void shiftDeleted(int name, int units, int by) {
        int done = spans.shift(name, units, by);
        while (done < units) {
            places.shiftDeletion(name + done, by);
            done++;
            done += spans.shift(name + done, units - done, by);
        }
    }

    private void shiftTargets(int run, int first, int stop, int by) {
        int at = first;
        int range = targets.find(run, at);
        while (at < stop) {
            int rangeEnd = Math.min(targets.end(range), stop);
            shiftDeleted(targets.lowest(range, at, rangeEnd), rangeEnd - at, by);
            at = rangeEnd;
            range = targets.next(range);
        }
    }

    private void carryOut(int run, int version, int units) {
        int position = ops.position(run, version, units);
        switch (ops.kind[run]) {
            case Ops.INSERT -> insert(version, position, units, ops.unitOf(run, version));
            case Ops.DELETE -> delete(run, version, position, units);
            case Ops.MOVE -> move(version, position, ops.unit[run]);
            default -> erase(run, version, position, units);
        }
    }

    private void insert(int version, int position, int units, int unit) {
        int left = seekBehind(position);
        int right = integrate(version, left);
        if (tells && !isVoid) {
            int effect = spans.inLeaf() ? spans.effectPosition() : spans.effectLength();
            document.insert(effect, unit, units);
        }
        spans.insert(version, units, left, right, isVoid ? Spans.ONCE | Spans.GONE : Spans.ONCE);
    }

    /// Puts the cursor behind so many units of the prepared version, and names the last of them.
    private int seekBehind(int units) {
        if (units == 0) {
            spans.seekStart();
            return Spans.NONE;
        }
        spans.seek(units - 1);
        int left = spans.name() + spans.offset;
        spans.offset++;
        return left;
    }

    /// The element gets one more place, before which stands what its author saw there in the list
    /// without the element.
    private void move(int version, int from, int to) {
        spans.seek(from);
        int element = places.elementHere();
        int left = seekBehind(to <= from ? to : to + 1);
        int right = integrate(version, left);
        spans.insert(version, 1, left, right, Places.stateOfNew());
        spans.seekName(places.shown(element));
        int effectFrom = spans.effectPosition();
        if (places.add(version, element, isVoid) && tells && !places.isGone(element)) {
            spans.seekName(version);
            document.move(effectFrom, spans.effectPosition());
        }
    }

    private int integrate(int version, int left) {
        int leaf = spans.leaf;
        int entry = spans.entry;
        int offset = spans.offset;
        // what is not in the prepared version is passed over to find the unit on the right
        boolean more = spans.settleForward();
        boolean alone = true;
        while (more && spans.get(Spans.STATE) < Spans.ONCE) {
            alone = false;
            spans.offset = spans.get(Spans.SIZE);
            more = spans.settleForward();
        }
        int right = more ? spans.name() + spans.offset : Spans.NONE;
        if (!alone) {
            return among(version, left, right, leaf, entry, offset);
        }
        spans.leaf = leaf;
        spans.entry = entry;
        spans.offset = offset;
        return right;
    }

    /// Finds the place among units that others inserted between `left` and `right`.
    private int among(
            int version, int left, int right, int leafFirst, int entryFirst, int offsetFirst) {
        int leaf = leafFirst;
        int entry = entryFirst;
        int offset = offsetFirst;
        spans.leaf = leaf;
        spans.entry = entry;
        spans.offset = offset;
        boolean scanning = false;
        int chain = graph.chainOf(version);
        int seq = graph.seqOf(version);
        while (spans.settleForward() && spans.get(Spans.STATE) < Spans.ONCE) {
            int otherLeft = spans.get(Spans.LEFT);
            if (otherLeft == left) {
                int otherRight = spans.get(Spans.RIGHT);
                if (otherRight == right) {
                    if (isLess(chain, seq, version, spans.name())) {
                        break;
                    }
                    scanning = false;
                } else {
                    scanning = isBefore(otherRight, right);
                }
            } else if (isBeforeLeft(otherLeft, left)) {
                break;
            }
            spans.offset = spans.get(Spans.SIZE);
            if (!scanning) {
                leaf = spans.leaf;
                entry = spans.entry;
                offset = spans.offset;
            }
        }
        spans.leaf = leaf;
        spans.entry = entry;
        spans.offset = offset;
        return right;
    }

    private boolean isBeforeLeft(int otherLeft, int left) {
        return left != Spans.NONE && (otherLeft == Spans.NONE || spans.isBefore(otherLeft, left));
    }

    /// Of two units on the right, of which `NONE` stands for the end.
    private boolean isBefore(int otherRight, int right) {
        return otherRight != Spans.NONE
                && (right == Spans.NONE || spans.isBefore(otherRight, right));
    }

    /// Whether the author of one version comes first when both inserted at one place.
    private boolean isLess(int chain, int seq, int version, int other) {
        int otherChain = graph.chainOf(other);
        if (chain != otherChain) {
            return order.compare(chain, otherChain) < 0;
        }
        int otherSeq = graph.seqOf(other);
        return seq == otherSeq ? version < other : seq < otherSeq;
    }

    private void delete(int run, int version, int position, int units) {
        spans.seek(position);
        int done = 0;
        while (done < units) {
            toPrepared();
            int name = spans.name() + spans.offset;
            int part = deleteHere(units - done);
            targets.add(run, version + done, part, name, false);
            done += part;
            if (done < units) {
                spans.seekName(name + part - 1);
                spans.offset++;
            }
        }
    }

    /// Deletes backwards, of which the last version deletes the unit at `position`.
    private void erase(int run, int version, int position, int units) {
        int count = 0;
        spans.seek(position);
        int done = 0;
        while (done < units) {
            toPrepared();
            if (count == names.length) {
                names = Arrays.copyOf(names, 2 * count);
                sizes = Arrays.copyOf(sizes, 2 * count);
            }
            names[count] = spans.name() + spans.offset;
            sizes[count] = deleteHere(units - done);
            done += sizes[count];
            if (done < units) {
                spans.seekName(names[count] + sizes[count] - 1);
                spans.offset++;
            }
            count++;
        }
        int at = version;
        for (int i = count - 1; i >= 0; i--) {
            targets.add(run, at, sizes[i], names[i] + sizes[i] - 1, true);
            at += sizes[i];
        }
    }

    /// Moves the cursor on to the next unit in the prepared version.
    private void toPrepared() {
        boolean there = spans.settleForward();
        while (there && !spans.isPrepared()) {
            spans.offset = spans.get(Spans.SIZE);
            there = spans.settleForward();
        }
        if (!there) {
            throw new IllegalStateException("a deletion reaches beyond the prepared version");
        }
    }

    /// Deletes up to so many units at the cursor, of one span.
    private int deleteHere(int units) {
        int state = spans.get(Spans.STATE);
        if ((state & Spans.MOVED) != 0) {
            deleteMoved();
            return 1;
        }
        int part = Math.min(units, spans.get(Spans.SIZE) - spans.offset);
        if (isVoid) {
            return spans.restate(part, state + Spans.ONCE);
        }
        if (tells && (state & Spans.GONE) == 0) {
            document.delete(spans.effectPosition(), part);
        }
        return spans.restate(part, (state | Spans.GONE) + Spans.ONCE);
    }

    /// The element at the cursor is deleted wherever it is shown.
    private void deleteMoved() {
        int element = places.elementHere();
        if (tells && !isVoid && !places.isGone(element)) {
            spans.seekName(places.shown(element));
            document.delete(spans.effectPosition(), 1);
        }
        places.delete(element, isVoid);
    }

    /// Of the units that the effect shows from `position` on, where they are in that version: pairs
    /// of a position and a length, the last first. What was deleted by a void operation is shown
    /// and is nowhere in it.
    int[] placesOf(int[] version, int position, int units) {
        prepared.toCopyOf(version);
        var found = new int[8];
        int from = found.length;
        for (int done = 0; done < units; ) {
            spans.seekEffect(position + done);
            int part = Math.min(units - done, spans.sizeHere() - spans.offset);
            done += part;
            if (!spans.isPrepared()) {
                continue;
            }
            int place = spans.preparedPosition();
            if (from < found.length && found[from] + found[from + 1] == place) {
                found[from + 1] += part;
                continue;
            }
            if (from == 0) {
                from = found.length;
                var larger = new int[2 * from];
                System.arraycopy(found, 0, larger, from, from);
                found = larger;
            }
            found[--from] = part;
            found[--from] = place;
        }
        return Arrays.copyOfRange(found, from, found.length);
    }

    /// Where an author who saw that version inserts what the effect is to show at `position`.
    int placeOf(int[] version, int position) {
        prepared.toCopyOf(version);
        if (position == 0) {
            return 0;
        }
        spans.seekEffect(position - 1);
        return spans.preparedPosition() + (spans.isPrepared() ? 1 : 0);
    }

    /// Where the effect shows the unit at that position in a version; negative when it does not.
    int shownNow(int[] version, int position) {
        prepared.toCopyOf(version);
        spans.seek(position);
        boolean shown = (spans.get(Spans.STATE) & (Spans.GONE | Spans.AWAY)) == 0;
        return shown ? spans.effectPosition() : -1;
    }
}
