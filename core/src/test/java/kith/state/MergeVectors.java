package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.crdt.VectorFile;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.state.Histories.Change;
import kith.state.Histories.Replica;
import kith.value.Path;
import kith.value.Value;
import kith.value.Value.Array;
import kith.value.Value.Bool;
import kith.value.Value.Obj;
import kith.value.Value.Text;
import org.junit.jupiter.api.Test;

final class MergeVectors {
    private final VectorFile file = new VectorFile("merge.json");

    @Test
    void historiesEndInTheViewAndTheDigestOfTheFileInAnyOrder() {
        for (Obj vector : file.cases("histories", 20)) {
            List<Change> changes = changes(vector);
            String what = VectorFile.text(vector, "what");
            assertEquals(view(vector), Twin.view(changes), what);
            for (int seed = 0; seed < 5; seed++) {
                Replica replica = delivered(changes, new Rng(seed));
                assertEquals(view(vector), Histories.view(replica.space), what);
                assertEquals(
                        VectorFile.text(vector, "digest"),
                        replica.space.digest(Path.ROOT, MergeProperties::sha).hex(),
                        what);
            }
        }
    }

    @Test
    void imagesLoadTheStateOfTheFile() {
        var replica = new Replica();
        for (String letter : List.of("A", "B", "C", "D")) {
            replica.open(file.chain(letter));
        }
        for (Obj vector : file.cases("histories", 20)) {
            var loaded = new Space(replica);
            StateImage.load(loaded, Bytes.fromHex(VectorFile.text(vector, "image")), 4);
            loaded.settle();
            loaded.check();
            String what = VectorFile.text(vector, "what");
            assertEquals(view(vector), Histories.view(loaded), what);
            assertEquals(
                    VectorFile.text(vector, "digest"),
                    loaded.digest(Path.ROOT, MergeProperties::sha).hex(),
                    what);
        }
    }

    private static Replica delivered(List<Change> changes, Rng rng) {
        var replica = new Replica();
        var left = new ArrayList<>(changes);
        while (!left.isEmpty()) {
            Change change = left.get(rng.nextInt(left.size()));
            if (replica.canTake(change)) {
                replica.take(change);
                left.remove(change);
            }
        }
        replica.space.settle();
        replica.space.check();
        return replica;
    }

    private List<Change> changes(Obj vector) {
        var changes = new ArrayList<Change>();
        for (Value item : ((Array) VectorFile.field(vector, "changes")).items()) {
            Obj change = (Obj) item;
            Map<ChainId, Integer> seen = file.places(VectorFile.field(change, "seen"));
            var past = new TreeMap<>(seen);
            Value more = change.find("past");
            if (more != null) {
                past.putAll(file.places(more));
            }
            changes.add(
                    new Change(
                            file.chain(VectorFile.text(change, "chain")),
                            (int) VectorFile.number(VectorFile.field(change, "seq")),
                            VectorFile.number(VectorFile.field(change, "time")),
                            past,
                            seen,
                            file.ops(VectorFile.field(change, "ops"))));
        }
        return changes;
    }

    private static Map<Path, Shown> view(Obj vector) {
        var view = new TreeMap<Path, Shown>();
        for (Value item : ((Array) VectorFile.field(vector, "view")).items()) {
            Array cell = (Array) item;
            String name = ((Text) cell.at(1)).value();
            Shown.Slot slot = Shown.Slot.valueOf(name.toUpperCase(java.util.Locale.ROOT));
            Value value = slot == Shown.Slot.CHILDREN ? null : cell.at(2);
            boolean contested = ((Bool) cell.at(3)).value();
            view.put(VectorFile.path(cell.at(0)), new Shown(slot, value, contested));
        }
        return view;
    }
}
