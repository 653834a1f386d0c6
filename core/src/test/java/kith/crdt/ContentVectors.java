package kith.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.value.Value.Obj;
import org.junit.jupiter.api.Test;

final class ContentVectors {
    private final VectorFile file = new VectorFile("ops.json");

    @Test
    void operationsAreTheBytesInTheFile() {
        for (Obj vector : file.cases("contents", 11)) {
            List<Op> ops = file.ops(VectorFile.field(vector, "ops"));
            String hex = VectorFile.text(vector, "hex");
            String what = VectorFile.text(vector, "what");
            assertEquals(hex, Content.of(ops).hex(), what);
            assertEquals(ops, Content.read(Bytes.fromHex(hex)), what);
        }
    }

    @Test
    void bytesThatMustBeRefusedAre() {
        for (Obj vector : file.cases("refused", 19)) {
            Bytes bytes = Bytes.fromHex(VectorFile.text(vector, "hex"));
            assertThrows(
                    Malformed.class,
                    () -> Content.read(bytes),
                    () -> VectorFile.text(vector, "what"));
        }
    }
}
