package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ResyncTest {
    private static final int HEAD = 9;
    private static final int SEED = Frame.seed(Home.ID);
    private static final long BASE = Position.of(1, 0);

    /// The obvious way: a checksum at every byte where a length could be.
    private static long twin(byte[] file, long from) {
        for (int at = (int) from; at + HEAD <= file.length; at++) {
            int length = Frame.length(file, at);
            if (length >= 0
                    && at + HEAD + length <= file.length
                    && Frame.sound(SEED, BASE + at, file, at, length)) {
                return at;
            }
        }
        return file.length;
    }

    @Test
    void itFindsWhatTheObviousWayFindsInAnyBytes() {
        for (long seed = 1; seed <= 400; seed++) {
            var rng = new Rng(seed);
            byte[] file = jumble(rng);
            var disk = new MemoryDisk();
            disk.put("f", file);
            var resync = new Resync(new Window(disk, "f", 0, file.length), SEED, BASE);
            long at = 0;
            while (at < file.length) {
                long next = resync.next(at);
                assertEquals(twin(file, at), next, "seed " + seed + " from " + at);
                at = next + 1 + rng.nextInt(40);
            }
        }
    }

    /// Frames at their places, frames at wrong places, short lengths, zeros and noise.
    private static byte[] jumble(Rng rng) {
        var out = new Writer();
        for (int i = rng.nextInt(30); i > 0; i--) {
            int start = out.size();
            switch (rng.nextInt(5)) {
                case 0, 1 -> {
                    out.u32(0).u32(0).u8(rng.between(1, 256)).bytes(rng.bytes(rng.nextInt(60)));
                    long wrong = rng.chance(30) ? 1 : 0;
                    Frame.seal(SEED, BASE + start + wrong, out, start);
                }
                case 2 -> out.bytes(rng.bytes(rng.nextInt(50)));
                case 3 -> out.bytes(new byte[20], 0, rng.nextInt(20));
                default -> {
                    for (int n = rng.nextInt(8); n > 0; n--) {
                        out.u32(rng.nextInt(100));
                    }
                }
            }
        }
        return out.toArray();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS) // more than twice that, were it quadratic
    void aPayloadFullOfWhatCouldBeginARecordCostsNoMoreThanItsLength() {
        var payload = new Writer();
        for (int i = 0; i < 1 << 16; i++) {
            payload.u32(1_000_000); // at every fourth byte, a length that reaches far
        }
        var home = new Home(Segment.BYTES_MAX);
        home.append("before").append(payload.toBytes());
        for (int i = 0; i < 1_200; i++) { // so that every such length lies before the end
            home.append(Bytes.wrap(new byte[1000]));
        }
        home.mark();
        home.file(1)[Position.offset(home.appended.get(1).position())] ^= 1;
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(home.appended.size() - 1, told.entries.size());
        assertEquals(HEAD + payload.size(), recovered.damaged().getFirst().length());
    }

    @Test
    void aRecordInsideAPayloadIsNotTakenForOne() {
        var other = new Home(Segment.BYTES_MAX);
        other.append("a whole record").append("and another");
        var inner = Bytes.copy(other.file(1), Segment.HEADER_BYTES, other.file(1).length);
        var home = new Home(Segment.BYTES_MAX);
        home.append("before").append(inner).append("after").mark();
        home.file(1)[Position.offset(home.appended.get(1).position()) + 4] ^= 1;
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(1, recovered.damagedTotal());
        assertEquals(2, told.entries.size());
        assertEquals(home.appended.get(2), told.entries.get(1));
    }

    @Test
    void aRecordThatBeginsBehindALongStretchOfNoiseIsFound() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("before");
        var rng = new Rng(4);
        for (int i = 0; i < 2; i++) {
            home.append(rng.bytes(Frame.PAYLOAD_BYTES_MAX));
        }
        home.append("after").mark();
        for (int i = 1; i <= 2; i++) {
            home.file(1)[Position.offset(home.appended.get(i).position()) + 20] ^= 1;
        }
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(1, recovered.damagedTotal());
        long length = recovered.damaged().getFirst().length();
        assertEquals(2L * (HEAD + Frame.PAYLOAD_BYTES_MAX), length);
        assertEquals(2, told.entries.size());
        assertTrue(length > Window.CHUNK_BYTES + Frame.BYTES_MAX, "longer than a window");
    }

    @Test
    void aStretchInWhichNothingCouldBeginARecordIsBridged() {
        for (int records = 1; records <= 3; records++) {
            var home = new Home(Segment.BYTES_MAX);
            home.append("before");
            for (int i = 0; i < records; i++) {
                home.append(Bytes.wrap(new byte[Frame.PAYLOAD_BYTES_MAX]));
            }
            home.append("after").mark();
            int first = Position.offset(home.appended.get(1).position());
            int last = Position.offset(home.appended.getLast().position());
            byte[] log = home.file(1);
            Arrays.fill(log, first, last, (byte) 0xff); // no length has its top bit
            int lone = first + 1_000_000; // but one in the first half of a window could be one
            log[lone] = 9;
            Arrays.fill(log, lone + 1, lone + 4, (byte) 0);
            var told = new Told();
            var recovered = home.open(told);
            assertEquals(2, told.entries.size());
            assertEquals(Position.of(1, last), told.entries.get(1).position());
            assertEquals(last - first, recovered.damaged().getFirst().length());
        }
    }
}
