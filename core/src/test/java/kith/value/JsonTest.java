package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Int;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void integersAndDoublesStayApart() {
        assertEquals(new Int(1), Json.parse("1"));
        assertEquals(new Real(1.0), Json.parse("1.0"));
        assertEquals(new Real(1.0), Json.parse("1e0"));
        assertEquals("1.0", Json.print(new Real(1.0)));
        assertEquals(new Real(-0.0), Json.parse("-0.0"));
        assertEquals(new Int(0), Json.parse("-0"));
    }

    @Test
    void bytesAreAnObjectAndLookAlikesAreMarked() {
        var blob = new Blob(Bytes.fromHex("00ff"));
        assertEquals("{\"$bytes\":\"AP8=\"}", Json.print(blob));
        assertEquals(blob, Json.parse("{ \"$bytes\" : \"AP8=\" }"));
        var lookAlike = Obj.EMPTY.with("$bytes", new Text("AP8="));
        assertEquals("{\"$$bytes\":\"AP8=\"}", Json.print(lookAlike));
        assertEquals(lookAlike, Json.parse("{\"$$bytes\":\"AP8=\"}"));
        var harmless = Obj.EMPTY.with("$bytes", new Text("not base64"));
        assertEquals("{\"$bytes\":\"not base64\"}", Json.print(harmless));
        assertEquals(harmless, Json.parse(Json.print(harmless)));
    }

    @Test
    void indentedTextHasALineForEachItem() {
        Value value =
                Json.parse("{\"a\":[1,{\"b\":null}],\"c\":[],\"d\":{},\"e\":{\"$bytes\":\"\"}}");
        assertEquals(
                """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": [],
                  "d": {},
                  "e": {
                    "$bytes": ""
                  }
                }\
                """,
                Json.printIndented(value));
        assertEquals(value, Json.parse(Json.printIndented(value)));
    }

    @Test
    void namesThatOccurOftenAreOneObject() {
        var array = (Array) Json.parse("[{\"name\":1},{\"name\":2}]");
        assertSame(((Obj) array.at(0)).name(0), ((Obj) array.at(1)).name(0));
    }

    @Test
    void moreNamesThanAreRememberedAreStillRight() {
        var text = new StringBuilder("[");
        for (int i = 0; i < 20_000; i++) {
            text.append(i == 0 ? "" : ",").append("{\"n").append(i % 5000).append("\":").append(i);
            text.append('}');
        }
        var array = (Array) Json.parse(text.append(']').toString());
        for (int i = 0; i < 20_000; i++) {
            assertEquals(new Int(i), ((Obj) array.at(i)).find("n" + i % 5000));
        }
    }

    @Test
    void aPartOfAnArrayWillDo() {
        byte[] bytes = Utf8.encode("xx[1]yy");
        assertEquals(Array.of(new Int(1)), Json.parse(bytes, 2, 5));
        assertThrows(Malformed.class, () -> Json.parse(bytes, 2, 4));
        var error = assertThrows(Malformed.class, () -> Json.parse(bytes, 2, 6));
        assertEquals(
                "JSON, line 1, column 4: found \"y\", expected the end of the text",
                error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Json.parse(bytes, 2, 8));
    }

    @Test
    void halfASurrogatePairMustBeAnEscapeInAStringToo() {
        assertEquals(new Text("\ud83d"), Json.parse("\"\\ud83d\""));
        assertThrows(Malformed.class, () -> Json.parse("\"\ud83d\""));
        assertEquals("\"\\ud83d\"", Json.print(new Text("\ud83d")));
        assertEquals("\"\\ude00\\ud83d😀\"", Json.print(new Text("\ude00\ud83d😀")));
    }

    /// Nesting without end, a number and a text of a megabyte: all are refused or taken in time.
    @Test
    void hugeTextsNeitherEndTheStackNorTakeForEver() {
        assertThrows(Malformed.class, () -> Json.parse("[".repeat(1_000_000)));
        assertThrows(Malformed.class, () -> Json.parse("{\"a\":".repeat(1_000_000)));
        assertThrows(Malformed.class, () -> Json.parse("1".repeat(1_000_000)));
        assertEquals(new Real(0.1), Json.parse("0.1" + "0".repeat(1_000_000)));
        assertEquals(new Real(1.0), Json.parse("0." + "9".repeat(1_000_000)));
        assertEquals(new Real(0.0), Json.parse("0." + "0".repeat(1_000_000) + "1"));
        assertEquals(new Real(1.0), Json.parse("0." + "0".repeat(999_999) + "1e1000000"));
        assertEquals(new Text("é".repeat(500_000)), Json.parse("\"" + "é".repeat(500_000) + "\""));
    }

    @Test
    void anObjectOfManyFieldsIsTakenInTime() {
        var text = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++) {
            text.append(i == 0 ? "" : ",").append("\"k").append(i * 7919L % 100_003).append("\":1");
        }
        var obj = (Obj) Json.parse(text.append('}').toString());
        assertEquals(100_000, obj.size());
        assertEquals("k7919", obj.name(1));
        assertTrue(obj.encodedSize() > 800_000);
    }
}
