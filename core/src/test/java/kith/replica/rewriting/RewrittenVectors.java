package kith.replica.rewriting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.StoredRun;
import kith.store.Disk;
import kith.store.Position;
import kith.store.rewritten.Block;
import kith.store.rewritten.Rewritten;
import kith.store.rewritten.RewrittenWriter;
import kith.store.rewritten.Shelf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docs/vectors/rewritten.json`: what its twin wrote is read, and what we write is what it wrote.
class RewrittenVectors {
    private static String json = "";

    @BeforeAll
    static void read() {
        json = Docs.text("vectors/rewritten.json");
    }

    private static List<String> all(String name) {
        String key = '"' + name + "\": ";
        var out = new ArrayList<String>();
        for (int at = json.indexOf(key); at >= 0; at = json.indexOf(key, at + 1)) {
            int start = at + key.length();
            boolean text = json.charAt(start) == '"';
            int end = text ? json.indexOf('"', start + 1) : json.indexOf(',', start);
            out.add(json.substring(text ? start + 1 : start, end));
        }
        assertTrue(!out.isEmpty(), name);
        return out;
    }

    private static Bytes hex(String name) {
        return Bytes.fromHex(all(name).getFirst());
    }

    /// A disk with one file that is only read.
    private record One(String name, Bytes file) implements Disk {
        @Override
        public List<String> list() {
            return List.of(name);
        }

        @Override
        public long size(String of) {
            return file.size();
        }

        @Override
        public byte[] read(String of, long offset, int length) {
            int start = (int) Math.min(file.size(), offset);
            return file.slice(start, Math.min(file.size(), start + length)).toArray();
        }

        @Override
        public void write(String to, long offset, byte[] from, int start, int end) {
            throw new AssertionError();
        }

        @Override
        public void sync() {
            throw new AssertionError();
        }

        @Override
        public void truncate(String of, long size) {
            throw new AssertionError();
        }

        @Override
        public void delete(String of) {
            throw new AssertionError();
        }
    }

    @Test
    void theSegmentIsRead() {
        String name = all("name").getFirst();
        var disk = new One(name, hex("file"));
        Rewritten one = Shelf.of(disk, hex("storeId"), disk.list()).rewritten().getFirst();
        assertTrue(one.isComplete());
        assertEquals(name, one.file());
        var told = new ArrayList<String>();
        for (int i = 0; i < one.blocks(); i++) {
            int size = one.offset(i + 1) - one.offset(i);
            Block block = one.block(i, Bytes.wrap(disk.read(name, one.offset(i), size)));
            assertTrue(block != null, "block " + i);
            long label = Long.parseLong(all("label").get(i));
            assertEquals(Position.of(2, (int) label), block.position());
            block.tell(
                    (type, from, start, end) ->
                            told.add(type + " " + Bytes.copy(from, start, end).hex()));
        }
        var expected = new ArrayList<String>();
        for (int i = 0; i < all("payload").size(); i++) {
            expected.add(all("type").get(i) + " " + all("payload").get(i));
        }
        assertEquals(expected, told);
    }

    @Test
    void theSegmentIsWritten() {
        var writer = new RewrittenWriter(hex("storeId"), 2, 3, 4711);
        int[] records = {2, 2, 1};
        int at = 0;
        for (int block = 0; block < records.length; block++) {
            var out = new Writer();
            for (int end = at + records[block]; at < end; at++) {
                int type = Integer.parseInt(all("type").get(at));
                Block.add(out, type, Bytes.fromHex(all("payload").get(at)));
            }
            int label = Integer.parseInt(all("label").get(block));
            var _ = writer.block(Position.of(2, label), List.of(out));
        }
        writer.index();
        var file = new Writer();
        writer.take().forEach(write -> file.bytes(write.bytes()));
        writer.close();
        writer.take().forEach(write -> file.bytes(write.bytes()));
        // Two compressors may pack differently; here they do not.
        assertEquals(hex("file"), file.toBytes());
    }

    @Test
    void runsInColumnsAreThoseThatWereAppended() {
        for (int i = 0; i < all("stored").size(); i++) {
            StoredRun run = StoredRun.read(new Reader(Bytes.fromHex(all("stored").get(i))));
            for (String form : List.of("columns", "turned")) {
                Bytes bytes = Bytes.fromHex(all(form).get(i));
                assertEquals(run, Columns.read(new Reader(bytes)), form + " " + i);
                var out = new Writer();
                Columns.write(out, run, form.equals("turned"));
                assertEquals(bytes, out.toBytes(), form + " " + i);
            }
        }
    }
}
