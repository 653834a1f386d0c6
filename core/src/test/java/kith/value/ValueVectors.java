package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Reader;
import org.junit.jupiter.api.Test;

final class ValueVectors {
    @Test
    void eachValueHasItsTextAndItsBytes() {
        for (var vector : Vectors.list("values.json", "values", 35)) {
            String what = Vectors.text(vector, "what");
            Bytes hex = Vectors.hex(vector);
            var in = new Reader(hex);
            Value value = Value.read(in);
            in.expectEnd();
            assertEquals(Vectors.text(vector, "json"), Json.print(value), what);
            assertEquals(value, Json.parse(Vectors.text(vector, "json")), what);
            assertEquals(hex, value.toBytes(), what);
            assertEquals(hex.size(), value.encodedSize(), what);
        }
    }

    @Test
    void bytesThatAreNoValueAreRefused() {
        for (var vector : Vectors.list("values.json", "refused", 18)) {
            assertTrue(
                    Vectors.refuses(Vectors.hex(vector), Value::read),
                    Vectors.text(vector, "what"));
        }
    }
}
