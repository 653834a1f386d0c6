package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The merge of a history by replay: the reference form of Eg-walker, unit by unit, on arrays.
///
/// All units stand in one array. Each has two states: in the *prepare* version, which is the one
/// that the next event was written against, and in the *effect* version, which is everything
/// replayed so far. Before an event, prepare is moved to the event's parents: what is not in their
/// past is retreated, what is missing is advanced. A position is looked up in prepare; the edit
/// is carried out on the document at the position that the same unit has in effect. Where a new
/// unit goes among units that its author did not know is decided by a scan (Yjs with two
/// changes, called YjsMod), and the claim is that this gives FugueMax: [TreeTwin] checks it.
///
/// Source: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker* (EuroSys 2025),
/// section 3; the scan is described with the reference implementation of the authors. Moves and
/// void events are ours: a void event is replayed in prepare and leaves effect as it was.
///
/// Cost: an event costs one pass over all units for each unit that it inserts or deletes, and one
/// step for each unit of the events that are retreated and advanced.
public final class WalkTwin {
    private static final class Element {
        final int value;
        final List<Item> items = new ArrayList<>();
        int deletesPrepared;
        boolean inEffect;

        Element(int value) {
            this.value = value;
        }

        /// Where it is shown in the prepare version, or null when it is not there.
        @Nullable Item prepared() {
            Item newest = null;
            for (Item item : items) {
                if (item.isPrepared && (newest == null || item.isNewer(newest))) {
                    newest = item;
                }
            }
            return deletesPrepared > 0 ? null : newest;
        }
    }

    private static final class Item {
        final Id id;
        final Element element;
        final @Nullable Item left;
        final @Nullable Item right;
        boolean isPrepared = true;
        boolean isEffect;

        Item(Id id, Element element, @Nullable Item left, @Nullable Item right) {
            this.id = id;
            this.element = element;
            this.left = left;
            this.right = right;
        }

        boolean isNewer(Item other) {
            return id.time > other.id.time || id.time == other.id.time && other.id.isLess(id);
        }
    }

    private record Id(long time, int author, int sequence, int index) {
        boolean isLess(Id other) {
            if (author != other.author) {
                return author < other.author;
            }
            if (sequence != other.sequence) {
                return sequence < other.sequence;
            }
            return index < other.index;
        }
    }

    /// What one event did, to be taken back and done again in the prepare version.
    private static final class Done {
        final List<Item> inserted = new ArrayList<>();
        final List<Element> deleted = new ArrayList<>();
    }

    private final Graph graph;
    private final BitSet voids;
    private final List<Item> items = new ArrayList<>();
    private final List<Integer> document = new ArrayList<>();
    private final Done[] done;
    private final BitSet replayed = new BitSet();
    private BitSet prepared = new BitSet();

    /// A replay that has not begun; with these events void.
    public WalkTwin(Graph graph, BitSet voids) {
        this.graph = graph;
        this.voids = (BitSet) voids.clone();
        done = new Done[graph.size()];
    }

    /// A replay of a whole history, in the order of its numbers.
    public static WalkTwin of(Graph graph) {
        var walk = new WalkTwin(graph, graph.voids());
        for (int number = 0; number < graph.size(); number++) {
            walk.replay(number);
        }
        return walk;
    }

    /// The document now.
    public List<Integer> list() {
        return List.copyOf(document);
    }

    public String text() {
        var text = new StringBuilder();
        document.forEach(unit -> text.append((char) (int) unit));
        return text.toString();
    }

    /// Replays one event; all before it have been.
    public void replay(int number) {
        prepare(graph.past(number));
        done[number] = new Done();
        int index = 0;
        for (Edit edit : graph.event(number).edits()) {
            switch (edit) {
                case Edit.Splice splice -> {
                    List<Integer> insert = Edit.units(splice.insert());
                    replace(number, index, splice.at(), splice.delete(), insert);
                    index += insert.size();
                }
                case Edit.Values values -> {
                    replace(number, index, values.at(), values.delete(), values.insert());
                    index += values.insert().size();
                }
                case Edit.Move move -> move(number, index++, move);
                case Edit.Clear _ -> clear(number);
            }
        }
        prepared.set(number);
        replayed.set(number);
    }

    /// Moves the prepare version.
    private void prepare(BitSet version) {
        var missing = (BitSet) version.clone();
        missing.andNot(replayed);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not replayed yet: " + missing);
        }
        for (int number = prepared.length() - 1; number >= 0; number--) {
            if (prepared.get(number) && !version.get(number)) {
                step(number, false);
            }
        }
        for (int number = 0; number < version.length(); number++) {
            if (version.get(number) && !prepared.get(number)) {
                step(number, true);
            }
        }
        prepared = version;
    }

    private void step(int number, boolean forth) {
        for (Item item : done[number].inserted) {
            item.isPrepared = forth;
        }
        for (Element element : done[number].deleted) {
            element.deletesPrepared += forth ? 1 : -1;
        }
    }

    private void replace(int event, int index, int at, int delete, List<Integer> insert) {
        for (int i = 0; i < delete; i++) {
            delete(event, items.get(indexOf(at, null)).element);
        }
        for (int i = 0; i < insert.size(); i++) {
            var element = new Element(insert.get(i));
            element.inEffect = !voids.get(event);
            insert(event, index + i, at + i, element);
        }
    }

    private void clear(int event) {
        var shown = new ArrayList<Element>();
        for (Item item : items) {
            if (item.element.prepared() == item) {
                shown.add(item.element);
            }
        }
        shown.forEach(element -> delete(event, element));
    }

    private void delete(int event, Element element) {
        element.deletesPrepared++;
        done[event].deleted.add(element);
        if (!voids.get(event)) {
            hide(element);
            element.inEffect = false;
        }
    }

    private void move(int event, int index, Edit.Move move) {
        Element element = items.get(indexOf(move.from(), null)).element;
        insert(event, index, move.to(), element);
    }

    /// Makes an item for a new element, or another one for an element that moves.
    private void insert(int event, int index, int at, Element element) {
        Element moved = element.items.isEmpty() ? null : element;
        int cursor = at == 0 ? 0 : indexOf(at - 1, moved) + 1;
        Item left = cursor == 0 ? null : items.get(cursor - 1);
        int next = cursor;
        while (next < items.size() && !items.get(next).isPrepared) {
            next++;
        }
        Item right = next == items.size() ? null : items.get(next);
        Event written = graph.event(event);
        var id = new Id(written.time(), written.author(), graph.sequence(event), index);
        var item = new Item(id, element, left, right);
        items.add(place(item, cursor, next), item);
        element.items.add(item);
        done[event].inserted.add(item);
        if (!voids.get(event)) {
            show(item);
        }
    }

    /// Where an item goes between its left origin and its right origin, past the items that its
    /// author did not know.
    private int place(Item item, int cursor, int end) {
        int destination = cursor;
        boolean undecided = false;
        for (int i = cursor; i < end; i++) {
            Item other = items.get(i);
            int left = other.left == null ? -1 : items.indexOf(other.left);
            if (left < cursor - 1) {
                break;
            }
            if (left == cursor - 1) {
                int right = other.right == null ? items.size() : items.indexOf(other.right);
                if (right == end && item.id.isLess(other.id)) {
                    break;
                }
                undecided = right < end;
            }
            if (!undecided) {
                destination = i + 1;
            }
        }
        return destination;
    }

    /// The index of the item that the prepare version shows at a position, without one element.
    private int indexOf(int at, @Nullable Element without) {
        int left = at;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.element != without && item.element.prepared() == item && left-- == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("nothing is shown at " + at);
    }

    /// Takes an element out of the document, if it is there.
    private void hide(Element element) {
        for (Item item : element.items) {
            if (element.inEffect && item.isEffect) {
                int index = effectIndexOf(item);
                document.subList(index, index + 1).clear();
                item.isEffect = false;
            }
        }
    }

    /// Puts an element into the document at this item, if it is the newest that counts.
    private void show(Item item) {
        Element element = item.element;
        for (Item other : element.items) {
            if (other.isEffect && !item.isNewer(other)) {
                return;
            }
        }
        if (element.inEffect) {
            hide(element);
            item.isEffect = true;
            document.add(effectIndexOf(item), element.value);
        }
    }

    private int effectIndexOf(Item item) {
        int index = 0;
        for (Item before : items) {
            if (before == item) {
                return index;
            }
            if (before.isEffect) {
                index++;
            }
        }
        throw new IllegalStateException("an item is not in the array");
    }
}
