package kith.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.crdt.AddWinsSet;
import kith.crdt.Counter;
import kith.crdt.Op;
import kith.crdt.Pieces;
import kith.crdt.Recency;
import kith.crdt.Register;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.ListOf;
import kith.crdt.sequence.LivingSequence;
import kith.crdt.sequence.Text;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
import kith.log.Stamp;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One node of the tree: its name, what lives in it, its children.
///
/// There may be millions, so the usual one, a register with one living write, is a single object
/// with that write in its own fields (56 bytes with a 64-bit JVM's short pointers). Everything else
/// is in one more object, [More], that few cells have. Changing a cell is [Merge]'s affair: it
/// tells the watchers, the checkpoint and the parents.
final class Cell {
    /// A flag: noted as changed since the last settling.
    static final byte IN_ROUND = 1;

    /// A flag: noted as changed by the change that is being applied.
    static final byte IN_CHANGE = 2;

    /// A flag: added to the table of children, and not yet in their order.
    static final byte UNORDERED = 4;

    /// A flag: no longer in the tree.
    static final byte DETACHED = 8;

    /// A flag: never stored.
    static final byte EPHEMERAL = 16;

    /// A flag: noted by the transaction that is being planned, [Wish.Puts].
    static final byte NOTED = 32;

    final String name;
    final @Nullable Cell parent;
    @Nullable Children children;

    /// The only living write of the register; null when there is none, or several.
    @Nullable Value value;

    /// The chain of that write. Without one: of the last change that touched this cell.
    int chain;

    int seq;
    long time;
    @Nullable More more;

    /// The number of the last checkpoint that need not look at this cell any more.
    int image;

    byte flags;

    /// What few cells have.
    static final class More {
        @Nullable Register register;
        @Nullable Counter counter;
        @Nullable AddWinsSet set;
        @Nullable Text text;
        @Nullable ListOf list;

        /// A text or a list that is being loaded: its pieces, of which some may not be here yet.
        @Nullable Pieces textPieces;

        @Nullable Pieces listPieces;

        /// The newest mark below, while it is known. Looked for only where a value and children
        /// both live and one of them must be chosen.
        @Nullable Stamp below;
    }

    Cell(String name, @Nullable Cell parent) {
        this.name = name;
        this.parent = parent;
    }

    Path path() {
        if (parent == null) {
            return Path.ROOT;
        }
        var names = new ArrayList<String>();
        for (Cell cell = this; cell.parent != null; cell = cell.parent) {
            names.add(cell.name);
        }
        Collections.reverse(names);
        return Path.of(names);
    }

    @Nullable Cell child(String of) {
        return children == null ? null : children.find(of);
    }

    int livingChildren() {
        return children == null ? 0 : children.living;
    }

    boolean hasLivingBelow() {
        return children != null && children.living > 0;
    }

    /// Whether any slot but the children lives.
    boolean hasScalar() {
        return value != null || more != null && scalarIn(more);
    }

    private static boolean scalarIn(More more) {
        return more.register != null
                || more.set != null
                || more.text != null && more.text.isLiving()
                || more.list != null && more.list.isLiving()
                || more.counter != null && more.counter.living();
    }

    boolean isAlive() {
        return value != null || hasLivingBelow() || more != null && scalarIn(more);
    }

    /// Whether the cell may leave the tree. A counter's rows outlive it, see [Counter], and so does
    /// the history of a text: somebody may have edited it without having seen it removed.
    boolean isEmpty() {
        return value == null
                && (more == null || !scalarIn(more) && more.counter == null && !remembers())
                && (children == null || children.size() == 0);
    }

    /// Whether something was here that a removal must be told, dead as it may be.
    boolean remembers() {
        return more != null && (more.text != null || more.list != null || isLoading(more));
    }

    void set(Viewpoint at, Value written) {
        Register several = more == null ? null : more.register;
        if (several == null && (value == null || at.hides(chain, seq))) {
            inline(at.stamp(), written);
            return;
        }
        if (several == null) {
            several = several();
        }
        several.set(at, written);
        tidy();
    }

    /// The living writes as a register of their own, to which another can be added.
    private Register several() {
        More more = more();
        var register = new Register();
        if (value != null) {
            register.add(new Register.Write(new Stamp(chain, seq, time), value));
            value = null;
        }
        more.register = register;
        return register;
    }

    private void inline(Stamp stamp, Value written) {
        value = written;
        chain = stamp.chain();
        seq = stamp.seq();
        time = stamp.time();
    }

    /// Hides what the change had seen of register and set.
    void unset(Viewpoint at) {
        if (value != null && at.hides(chain, seq)) {
            value = null;
            chain = at.stamp().chain();
        }
        if (more != null) {
            if (more.register != null) {
                more.register.hide(at);
            }
            if (more.set != null) {
                more.set.hide(at);
            }
            clearSequences(more, at, false);
            tidy();
        }
    }

    void add(Stamp stamp, long delta) {
        counter().add(stamp, delta);
    }

    void zero(Viewpoint at, List<Op.Zero.Part> parts, ChainOrder order) {
        counter().zero(at, parts, order);
        tidy();
    }

    void insert(Viewpoint at, Value element, ChainOrder order) {
        elements(order).insert(at, element);
    }

    void take(Viewpoint at, Value element) {
        if (more != null && more.set != null) {
            more.set.take(at, element);
            tidy();
        }
    }

    private static void clearSequences(More more, Viewpoint at, boolean isVoid) {
        if (more.text != null) {
            more.text.clear(at, isVoid);
        }
        if (more.list != null) {
            more.list.clear(at, isVoid);
        }
    }

    private static boolean isLoading(More more) {
        return more.textPieces != null || more.listPieces != null;
    }

    /// The author of this change was removed before it: nothing is hidden, but those who saw it
    /// hidden count their positions so.
    void unsetVoid(Viewpoint at) {
        if (more != null) {
            clearSequences(more, at, true);
        }
    }

    /// Edits the text or list. False when the operation does nothing. A void one, by somebody who
    /// was removed before it, is not shown.
    boolean edit(Viewpoint at, Op op, boolean isVoid, ChainOrder order) {
        More more = more();
        if (op instanceof Op.Splice && more.text == null) {
            more.text = new Text(order);
        } else if (!(op instanceof Op.Splice) && more.list == null) {
            more.list = new ListOf(order);
        }
        Text text = more.text;
        ListOf list = more.list;
        boolean done =
                switch (op) {
                    case Op.Splice splice -> text != null && text.splice(at, splice, isVoid);
                    case Op.ListSplice splice -> list != null && list.splice(at, splice, isVoid);
                    case Op.ListMove move -> list != null && list.move(at, move, isVoid);
                    default -> throw new IllegalArgumentException("no edit of a sequence: " + op);
                };
        tidy();
        return done && !isVoid;
    }

    /// Whether the text or the list can take nothing more in.
    boolean isOverfull(Slot slot) {
        LivingSequence<?> of = more == null ? null : slot == Slot.TEXT ? more.text : more.list;
        return of != null && of.isOverfull();
    }

    /// Puts a piece of a text, or of a list, in as it stands. False when it is there already, or no
    /// such piece. `ours`: we wrote it; what others wrote is carried out to see that it is sound.
    boolean restore(
            Slot slot,
            int piece,
            int count,
            byte[] bytes,
            ChainOrder order,
            Numbering numbers,
            boolean ours) {
        More more = more();
        boolean isText = slot == Slot.TEXT;
        Pieces known = isText ? more.textPieces : more.listPieces;
        Pieces all = known == null ? new Pieces(count) : known;
        boolean done = isText ? more.text != null : more.list != null;
        if (done || !all.add(piece, count, bytes)) {
            return false;
        }
        boolean whole = all.isWhole();
        if (isText) {
            more.text = whole ? Text.read(order, all.joined(), numbers, ours) : null;
            more.textPieces = whole ? null : all;
        } else {
            more.list = whole ? ListOf.read(order, all.joined(), numbers, ours) : null;
            more.listPieces = whole ? null : all;
        }
        return true;
    }

    /// Puts a living write in as it stands. False when it is there already.
    boolean restore(Register.Write write) {
        Stamp stamp = write.stamp();
        boolean single = value != null && chain == stamp.chain() && seq == stamp.seq();
        boolean one = more != null && more.register != null;
        if (single || one && several(more).has(stamp.chain(), stamp.seq())) {
            return false;
        }
        if (value == null && !one) {
            inline(stamp, write.value());
        } else {
            (one ? several(more) : several()).add(write);
        }
        return true;
    }

    private Register several(@Nullable More more) {
        return more == null || more.register == null ? several() : more.register;
    }

    Counter counter() {
        More more = more();
        if (more.counter == null) {
            more.counter = new Counter();
        }
        return more.counter;
    }

    AddWinsSet elements(ChainOrder order) {
        More more = more();
        if (more.set == null) {
            more.set = new AddWinsSet(order);
        }
        return more.set;
    }

    private More more() {
        if (more == null) {
            more = new More();
        }
        return more;
    }

    /// Drops what is empty, and moves a register with one write back into the fields.
    private void tidy() {
        More of = more;
        if (of == null) {
            return;
        }
        Register register = of.register;
        if (register != null && register.size() <= 1) {
            of.register = null;
            if (register.size() == 1) {
                inline(register.at(0).stamp(), register.at(0).value());
            }
        }
        if (of.set != null && of.set.isEmpty()) {
            of.set = null;
        }
        if (of.counter != null && of.counter.size() == 0) {
            of.counter = null;
        }
        if (of.text != null && of.text.isBlank()) {
            of.text = null;
        }
        if (of.list != null && of.list.isBlank()) {
            of.list = null;
        }
        if (!hasScalar()) {
            of.below = null; // nothing to choose any more
        }
        boolean none = of.register == null && of.set == null && of.counter == null;
        if (none && of.below == null && !remembers()) {
            more = null;
        }
    }

    /// The newest mark in this cell itself, or null when no scalar lives.
    @Nullable Stamp newest(ChainOrder order) {
        Stamp newest = value == null ? null : new Stamp(chain, seq, time);
        if (more == null) {
            return newest;
        }
        if (more.register != null) {
            Register.Write shown = more.register.shown(order);
            newest = Recency.newer(newest, shown == null ? null : shown.stamp(), order);
        }
        if (more.counter != null) {
            newest = Recency.newer(newest, more.counter.newest(order), order);
        }
        if (more.text != null) {
            newest = Recency.newer(newest, more.text.newest(), order);
        }
        if (more.list != null) {
            newest = Recency.newer(newest, more.list.newest(), order);
        }
        return more.set == null ? newest : Recency.newer(newest, more.set.newest(), order);
    }

    /// The newest mark below this cell, or null when nothing lives there. Looking for it walks the
    /// whole subtree, so it is remembered where what is shown depends on it.
    @Nullable Stamp newestBelow(ChainOrder order) {
        if (!hasLivingBelow()) {
            return null;
        }
        if (!hasScalar()) {
            return lookBelow(this, order);
        }
        More more = more();
        if (more.below == null) {
            more.below = lookBelow(this, order);
        }
        return more.below;
    }

    private static @Nullable Stamp lookBelow(Cell cell, ChainOrder order) {
        Stamp newest = null;
        if (cell.children != null) {
            for (Cell child : cell.children.unordered()) {
                if (child != null && child.isAlive()) {
                    newest = Recency.newer(newest, child.newest(order), order);
                    newest = Recency.newer(newest, lookBelow(child, order), order);
                }
            }
        }
        return newest;
    }

    /// The newest mark below is no longer known.
    void forgetBelow() {
        if (more != null && more.below != null) {
            more.below = null;
            tidy();
        }
    }

    /// The chain of what is shown, or of the last change that touched a cell with nothing to show.
    int shownBy(Slot slot, ChainOrder order) {
        Stamp newest =
                switch (slot) {
                    case NOTHING -> null;
                    case CHILDREN -> hasScalar() ? newestBelow(order) : null;
                    case REGISTER, COUNTER, SET, TEXT, LIST -> more == null ? null : newest(order);
                };
        return newest == null ? chain : newest.chain();
    }

    Shown shown(ChainOrder order) {
        boolean below = hasLivingBelow();
        if (more != null || value != null && below) {
            return chosen(order);
        }
        if (value != null) {
            return new Shown(Slot.REGISTER, value, false);
        }
        return below ? Shown.CHILDREN : Shown.NOTHING;
    }

    private Shown chosen(ChainOrder order) {
        Choice choice = choose(order);
        Text text = more == null ? null : more.text;
        if (choice.slot == Slot.TEXT && text != null) {
            return new Shown(Slot.TEXT, text.value(), choice.count > 1);
        }
        ListOf list = more == null ? null : more.list;
        if (choice.slot == Slot.LIST && list != null) {
            return new Shown(Slot.LIST, list.value(), choice.count > 1);
        }
        if (choice.count == 0) {
            return hasLivingBelow() ? Shown.CHILDREN : Shown.NOTHING;
        }
        return new Shown(choice.slot, choice.value, choice.count > 1);
    }

    /// The slot of what is shown: without the text, which takes time to make.
    Slot slot(ChainOrder order) {
        if (more == null) {
            return shown(order).slot();
        }
        Choice choice = choose(order);
        return choice.count == 0 && hasLivingBelow() ? Slot.CHILDREN : choice.slot;
    }

    private Choice choose(ChainOrder order) {
        var choice = new Choice(order);
        look(choice);
        if (choice.count > 0 && hasLivingBelow()) {
            choice.living(Slot.CHILDREN, null, newestBelow(order));
        }
        return choice;
    }

    private void look(Choice choice) {
        if (value != null) {
            choice.living(Slot.REGISTER, value, new Stamp(chain, seq, time));
        }
        More of = more;
        if (of == null) {
            return;
        }
        if (of.register != null) {
            for (int i = 0; i < of.register.size(); i++) {
                Register.Write write = of.register.at(i);
                choice.living(Slot.REGISTER, write.value(), write.stamp());
            }
        }
        if (of.counter != null && of.counter.living()) {
            Value counted = Value.Int.of(of.counter.value());
            choice.living(Slot.COUNTER, counted, of.counter.newest(choice.order));
        }
        if (of.set != null) {
            choice.living(Slot.SET, of.set.value(), of.set.newest());
        }
        if (of.text != null && of.text.isLiving()) {
            choice.living(Slot.TEXT, null, of.text.newest());
        }
        if (of.list != null && of.list.isLiving()) {
            choice.living(Slot.LIST, null, of.list.newest());
        }
    }

    /// What is shown when several things live: the one with the newest mark. Slots come in their
    /// order, so of two with one mark the later slot is taken.
    private static final class Choice {
        final ChainOrder order;
        Slot slot = Slot.NOTHING;
        @Nullable Value value;
        @Nullable Stamp newest;
        int count;

        Choice(ChainOrder order) {
            this.order = order;
        }

        void living(Slot of, @Nullable Value shown, @Nullable Stamp mark) {
            count++;
            if (mark != null && (newest == null || Recency.compare(mark, newest, order) >= 0)) {
                slot = of;
                value = shown;
                newest = mark;
            }
        }
    }
}
