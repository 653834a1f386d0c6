package kith.sync.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// `docs/vectors/sketch.json`, written by the twin beside it, which shares nothing with our code.
final class SketchVectors {
    private static final Value FILE = Json.parse(Docs.text("vectors/sketch.json"));

    @Test
    void theHashIsThatOfThePaper() {
        for (Value one : list(FILE, "siphash")) {
            var key = new Reader(hex(one, "key"));
            long hash = SipHash.of(key.u64(), key.u64(), hex(one, "message").toArray());
            assertEquals(hex(one, "hash"), word(hash));
        }
    }

    @Test
    void aWordIsHashedAsItsBytes() {
        for (long word : new long[] {0, 1, -1, 0x0123456789abcdefL}) {
            assertEquals(SipHash.of(3, 4, word(word).toArray()), SipHash.of(3, 4, word));
        }
    }

    @Test
    void bothSidesMakeTheSameKeyOfTwoSalts() {
        for (Value one : list(FILE, "keys")) {
            Bytes salt = hex(one, "salt");
            Bytes other = hex(one, "other");
            assertEquals(key(one), SketchKey.of(salt, other, hex(one, "about")));
            assertEquals(key(one), SketchKey.of(other, salt, hex(one, "about")));
        }
    }

    @Test
    void eachSymbolIsInTheCellsThatTheVectorSays() {
        for (Value one : list(FILE, "symbols")) {
            SketchKey key = key(one);
            long symbol = key.symbol(hex(one, "id"));
            assertEquals(hex(one, "symbol"), word(symbol));
            assertEquals(hex(one, "seed"), word(key.seed(symbol)));
            var expected = new ArrayList<Integer>();
            list(one, "cells").forEach(cell -> expected.add((int) ((Value.Int) cell).value()));
            assertEquals(expected, cells(key.seed(symbol), expected));
        }
    }

    /// As many cells as the vector has, all beyond which are beyond its end.
    private static List<Integer> cells(long seed, List<Integer> expected) {
        var cells = new ArrayList<Integer>();
        long state = seed;
        int cell = 0;
        while (cells.size() < expected.size()) {
            cells.add(cell);
            state += Mapping.STEP;
            cell = Mapping.next(cell, state);
        }
        return cells;
    }

    @Test
    void rowsAndWhatDiffersAreThoseOfTheTwin() {
        for (Value one : list(FILE, "rows")) {
            Sketch ours = sketch(one, "ours");
            Sketch theirs = sketch(one, "theirs");
            assertEquals(texts(one, "row"), texts(ours.cells()));
            assertEquals(texts(one, "other"), texts(theirs.cells()));
            var difference = Difference.of(ours, theirs.cells());
            assertEquals(true, difference.work(1 << 20));
            var found = new ArrayList<String>();
            for (long symbol : java.util.Objects.requireNonNull(difference.symbols())) {
                found.add(word(symbol).hex());
            }
            found.sort(String::compareTo);
            assertEquals(texts(one, "differ"), found);
        }
    }

    private static Sketch sketch(Value one, String set) {
        List<Value> ids = list(one, set);
        var sketch = new Sketch(key(one), ids.size());
        ids.forEach(id -> sketch.add(Bytes.fromHex(((Value.Text) id).value())));
        assertEquals(true, sketch.extend(list(one, "row").size(), ids.size()));
        return sketch;
    }

    private static List<String> texts(Cells cells) {
        var texts = new ArrayList<String>();
        for (int cell = 0; cell < cells.size(); cell++) {
            var out = new Writer().u64(cells.sum(cell)).u32(cells.check(cell));
            texts.add(out.toBytes().hex());
        }
        return texts;
    }

    private static List<String> texts(Value in, String name) {
        var texts = new ArrayList<String>();
        list(in, name).forEach(text -> texts.add(((Value.Text) text).value()));
        return texts;
    }

    private static SketchKey key(Value one) {
        var words = new long[4];
        List<String> texts = texts(one, "key");
        for (int i = 0; i < words.length; i++) {
            words[i] = new Reader(Bytes.fromHex(texts.get(i))).u64();
        }
        return new SketchKey(words[0], words[1], words[2], words[3]);
    }

    private static Bytes word(long word) {
        return new Writer().u64(word).toBytes();
    }

    private static List<Value> list(Value in, String name) {
        var values = new ArrayList<Value>();
        var list = (Value.Array) assertNotNullValue(in, name);
        for (int i = 0; i < list.size(); i++) {
            values.add(list.at(i));
        }
        return values;
    }

    private static Value assertNotNullValue(Value in, String name) {
        Value value = ((Value.Obj) in).find(name);
        assertNotNull(value, name);
        return java.util.Objects.requireNonNull(value);
    }

    private static Bytes hex(Value in, String name) {
        return Bytes.fromHex(((Value.Text) assertNotNullValue(in, name)).value());
    }
}
