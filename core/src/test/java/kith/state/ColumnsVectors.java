package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.clock.HybridTime;
import kith.crdt.Register;
import kith.crdt.VectorFile;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.log.Stamp;
import kith.state.Histories.Replica;
import kith.state.columns.WriteColumns;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import kith.value.Value.Array;
import kith.value.Value.Int;
import kith.value.Value.Obj;
import kith.value.Value.Text;
import org.junit.jupiter.api.Test;

/// Sections in columns, as an independent twin made them.
final class ColumnsVectors {
    private static final int CHAINS = 10;

    private final Obj file = (Obj) Json.parse(Docs.text("vectors/columns.json"));

    private record Row(Path path, Register.Write write) {}

    private List<Obj> cases(String name) {
        var cases = new ArrayList<Obj>();
        for (Value item : ((Array) VectorFile.field(file, name)).items()) {
            cases.add((Obj) item);
        }
        assertTrue(cases.size() > 5, name);
        return cases;
    }

    private static List<Row> rows(Obj vector) {
        var rows = new ArrayList<Row>();
        for (Value item : ((Array) VectorFile.field(vector, "rows")).items()) {
            List<Value> fields = ((Array) item).items();
            var names = new ArrayList<String>();
            for (Value name : ((Array) fields.get(0)).items()) {
                names.add(((Text) name).value());
            }
            long time = HybridTime.of(number(fields.get(3)), (int) number(fields.get(4)));
            var stamp = new Stamp((int) number(fields.get(1)), (int) number(fields.get(2)), time);
            rows.add(new Row(Path.of(names), new Register.Write(stamp, fields.get(5))));
        }
        return rows;
    }

    private static long number(Value value) {
        return ((Int) value).value();
    }

    @Test
    void sectionsOfTheFileLoadTheirRows() {
        for (Obj vector : cases("sections")) {
            String what = VectorFile.text(vector, "what");
            var space = new Space(new Replica());
            StateImage.load(space, Bytes.fromHex(VectorFile.text(vector, "section")), CHAINS);
            for (Row row : rows(vector)) {
                Cell cell = space.merge().find(row.path());
                assertNotNull(cell, what);
                assertTrue(has(cell, row.write()), what + " at " + row.path());
            }
        }
    }

    private static boolean has(Cell cell, Register.Write write) {
        if (cell.value != null) {
            return write.equals(
                    new Register.Write(new Stamp(cell.chain, cell.seq, cell.time), cell.value));
        }
        Register several = cell.more == null ? null : cell.more.register;
        for (int i = 0; several != null && i < several.size(); i++) {
            if (several.at(i).equals(write)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void rowsAreWrittenInTheBytesOfTheFile() {
        for (Obj vector : cases("sections")) {
            List<Row> rows = rows(vector);
            var columns = new WriteColumns();
            for (Row row : rows) {
                Stamp stamp = row.write().stamp();
                columns.add(
                        row.path(), stamp.chain(), stamp.seq(), stamp.time(), row.write().value());
            }
            var out = new Writer().u8(StateImage.COLUMNS);
            columns.writeTo(out);
            out.varint(0).flag(false); // no records behind them
            if (rows.size() < 64) { // packed bytes are not those of every library
                String what = VectorFile.text(vector, "what");
                assertEquals(VectorFile.text(vector, "section"), out.toBytes().hex(), what);
            }
        }
    }

    @Test
    void whatTheFileCallsWrongIsRefused() {
        for (Obj vector : cases("refused")) {
            var space = new Space(new Replica());
            var section = Bytes.fromHex(VectorFile.text(vector, "section"));
            assertThrows(
                    Malformed.class,
                    () -> StateImage.load(space, section, CHAINS),
                    VectorFile.text(vector, "what"));
        }
    }
}
