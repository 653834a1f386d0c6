package kith.node.cli.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class JsonItemsTest {
    /// A stream that gives a few bytes at a time.
    private static InputStream dripping(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int start, int length) {
                return super.read(to, start, Math.min(length, 1 + random.nextInt(7)));
            }
        };
    }

    private static List<Value> items(InputStream in) throws IOException {
        var all = new ArrayList<Value>();
        try (var items = JsonItems.of(in)) {
            for (Value item = items.next(); item != null; item = items.next()) {
                all.add(item);
            }
            assertEquals(null, items.next(), "it stays at its end");
        }
        return all;
    }

    private static List<Value> items(String json) throws IOException {
        return items(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theItemsAreThoseOfTheArrayHoweverTheBytesCome() throws IOException {
        String text =
                "\n [ {\"a\":\"]},{[\\\"\\\\\"} , [[],[1,[2]]] ,\n5,\"x,y\",true,null,{},\"ä😀\"] \n";
        for (int seed = 0; seed < 200; seed++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Value.Array expected = (Value.Array) Json.parse(bytes);
            assertEquals(
                    expected.items(), items(dripping(bytes, new Random(seed))), "seed " + seed);
        }
    }

    @Test
    void anEmptyArrayHasNoItems() throws IOException {
        assertEquals(List.of(), items("[]"));
        assertEquals(List.of(), items(" [ \n ] "));
    }

    @Test
    void anItemMayBeLargerThanTheBuffer() throws IOException {
        String large = "x".repeat(300_000);
        assertEquals(
                List.of(new Value.Text(large), Value.Int.of(1)), items("[\"" + large + "\",1]"));
    }

    @Test
    void manyItemsAreReadInManyPieces() throws IOException {
        var text = new StringBuilder("[");
        for (int i = 0; i < 50_000; i++) {
            text.append(i == 0 ? "" : ",").append("{\"n\":").append(i).append('}');
        }
        List<Value> items = items(text.append(']').toString());
        assertEquals(50_000, items.size());
        assertEquals("{\"n\":49999}", Json.print(items.getLast()));
    }

    @Test
    void whatIsNoWholeArrayIsRefused() {
        for (String bad : List.of("", "  ", "[1,2", "[{\"a\":1}", "{\"code\":1}", "[\"abc")) {
            assertThrows(IOException.class, () -> items(bad), bad);
        }
    }
}
