package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import kith.lang.Bytes;
import kith.lang.Crc32c;
import kith.lang.Docs;
import kith.lang.Writer;
import kith.store.Told.Entry;
import kith.store.Told.Section;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The bytes on disk, as `docs/vectors/store.json` has them: read, and written.
final class StoreVectors {
    private static String json = "";
    private static Bytes storeId = Bytes.EMPTY;

    @BeforeAll
    static void read() {
        json = Docs.text("vectors/store.json");
        storeId = hex("storeId");
    }

    @Test
    void theChecksums() {
        var matcher = Pattern.compile("\"hex\": \"(\\w*)\",\\s*\"crc\": \"(\\w+)\"").matcher(json);
        int count = 0;
        for (; matcher.find(); count++) {
            byte[] bytes = Bytes.fromHex(matcher.group(1)).toArray();
            int crc = Crc32c.of(bytes, 0, bytes.length);
            assertEquals(matcher.group(2), Integer.toHexString(crc));
        }
        assertEquals(2, count);
    }

    @Test
    void theFrameAndWhatItsChecksumCovers() {
        long place = Long.parseLong(text("place"), 16);
        byte[] covered = hex("covered").toArray();
        var frame = new Writer();
        frame.u32(0).u32(0).u8(1).bytes(hex("payload"));
        Frame.seal(Frame.seed(storeId), place, frame, 0);
        assertTrue(json.contains('"' + frame.toBytes().hex() + '"'), frame.toBytes().hex());
        assertEquals(Crc32c.of(covered, 0, covered.length), Frame.crc(frame.shared(), 0));
    }

    @Test
    void theAppenderWritesTheSegments() {
        var home = new Home(new MemoryDisk(), storeId, 1130);
        var records = records();
        for (int i = 0; i < records.size(); i++) {
            var record = records.get(i);
            long position = home.appender.append(record.type(), record.payload());
            assertEquals(record.position(), position);
            if (i == 1) {
                home.sync();
                assertEquals(position("synced"), home.appender.end());
                home.appender.checkpointed(6);
            }
        }
        home.write();
        assertEquals(position("end"), home.appender.end());
        assertEquals(hex("segment1"), Bytes.wrap(home.file(1)));
        assertEquals(hex("segment2"), Bytes.wrap(home.file(2)));
    }

    @Test
    void theCheckpointWriterWritesTheCheckpoint() {
        long replayFrom = position("replayFrom");
        var writer = new CheckpointWriter(storeId, 7, replayFrom);
        var out = new Writer();
        for (var section : sections()) {
            writer.section(section.type(), section.payload());
            out.bytes(writer.take().getFirst().bytes());
        }
        writer.finish(replayFrom);
        out.bytes(writer.take().getFirst().bytes());
        assertEquals(hex("checkpoint7"), out.toBytes());
    }

    @Test
    void theReaderReadsAllOfIt() {
        reads("checkpoint7");
    }

    @Test
    void aCheckpointOfTheFirstVersionIsReadLikeOneOfNow() {
        reads("checkpoint7OfVersion1");
    }

    private static void reads(String checkpoint) {
        var disk = new MemoryDisk();
        disk.put("00000001.log", hex("segment1").toArray());
        disk.put("00000002.log", hex("segment2").toArray());
        disk.put("checkpoint-00000007", hex(checkpoint).toArray());
        var told = new Told();
        var recovered = Recovery.open(disk, told, Home.OTHER_ID);
        assertEquals(storeId, recovered.storeId());
        assertEquals(0, recovered.damagedTotal());
        assertEquals(position("end"), recovered.end());
        assertEquals(position("replayFrom"), recovered.replayedFrom());
        assertEquals(sections(), told.sections);
        assertEquals(records().subList(3, 4), told.entries);
        var all = new Told();
        assertTrue(Verification.run(disk, all).sound());
        assertEquals(records(), all.entries);
    }

    private static List<Entry> records() {
        String record = "\"type\": (\\d+),\\s*\"position\": \"(\\S+)\",\\s*\"payload\": \"(\\w*)\"";
        var matcher = Pattern.compile(record).matcher(json);
        var out = new ArrayList<Entry>();
        while (matcher.find()) {
            out.add(
                    new Entry(
                            Integer.parseInt(matcher.group(1)),
                            parsePosition(matcher.group(2)),
                            Bytes.fromHex(matcher.group(3))));
        }
        assertEquals(4, out.size());
        return out;
    }

    private static List<Section> sections() {
        String all = json.substring(json.indexOf("\"sections\""));
        var matcher = Pattern.compile("\"type\": (\\d+),\\s*\"payload\": \"(\\w*)\"").matcher(all);
        var out = new ArrayList<Section>();
        while (matcher.find()) {
            int type = Integer.parseInt(matcher.group(1));
            out.add(new Section(type, Bytes.fromHex(matcher.group(2))));
        }
        assertEquals(2, out.size());
        return out;
    }

    private static long position(String name) {
        return parsePosition(text(name));
    }

    private static long parsePosition(String text) {
        int colon = text.indexOf(':');
        int number = Segment.number(text.substring(0, colon));
        long position = Position.of(number, Integer.parseInt(text.substring(colon + 1)));
        assertEquals(text, Position.text(position));
        return position;
    }

    /// `00*n` stands for n zero bytes.
    private static Bytes hex(String name) {
        var out = new StringBuilder();
        for (String piece : text(name).split(" ", -1)) {
            int star = piece.indexOf('*');
            out.append(star < 0 ? piece : "00".repeat(Integer.parseInt(piece.substring(star + 1))));
        }
        return Bytes.fromHex(out.toString());
    }

    private static String text(String name) {
        var matcher = Pattern.compile('"' + name + "\": \"([^\"]*)\"").matcher(json);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }
}
