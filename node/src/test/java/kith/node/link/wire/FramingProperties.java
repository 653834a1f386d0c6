package kith.node.link.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Rng;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class FramingProperties {
    @Property(tries = 200)
    void whatIsWrittenIsReadHoweverTheStreamIsCut(@ForAll long seed) throws IOException {
        var random = new Rng(seed);
        var batch = randomBatch(random);
        var out = new Recording();
        new FrameWriter(out, out::progress).write(batch);
        assertEquals(batch.size(), out.framesTold);
        assertEquals(out.bytes.size(), out.bytesTold);
        int total = out.bytes.size();
        assertEquals((total + FrameWriter.RECORD_BYTES - 1) / FrameWriter.RECORD_BYTES, out.writes);

        var reader = new FrameReader(new Trickle(out.bytes.toByteArray(), random));
        for (byte[] frame : batch) {
            assertArrayEquals(frame, reader.next());
        }
        assertNull(reader.next());
    }

    private static List<byte[]> randomBatch(Rng random) {
        var batch = new ArrayList<byte[]>();
        int count = random.between(1, 30);
        for (int i = 0; i < count; i++) {
            int sizeMax = random.chance(10) ? 200_000 : random.chance(50) ? 20_000 : 300;
            batch.add(random.bytes(random.between(1, sizeMax)).shared());
        }
        return batch;
    }

    @Property(tries = 500)
    void randomBytesAreFramesOrMalformedOrTornAndNeverBelievedInAdvance(@ForAll long seed) {
        var random = new Rng(seed);
        byte[] bytes = random.bytes(random.nextInt(100)).shared();
        for (int i = 2; i < bytes.length; i += 4) {
            bytes[i] = (byte) random.nextInt(24); // so that many lengths are within the bound
            if (i + 1 < bytes.length) {
                bytes[i + 1] = 0;
            }
        }
        var in = new Trickle(bytes, random);
        var reader = new FrameReader(in);
        try {
            for (byte[] frame = reader.next(); frame != null; frame = reader.next()) {
                assertTrue(frame.length <= bytes.length);
            }
        } catch (Malformed | IOException expected) {
            // Both end a link.
        }
        assertTrue(
                in.mostWanted <= FrameReader.TRUST_BYTES,
                "allocated " + in.mostWanted + " on a mere word");
    }

    /// Gives a random number of bytes each time.
    private static final class Trickle extends InputStream {
        private final byte[] bytes;
        private final Rng random;
        private int at;
        private int mostWanted;

        Trickle(byte[] bytes, Rng random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read() {
            return at == bytes.length ? -1 : bytes[at++] & 0xff;
        }

        @Override
        public int read(byte[] to, int start, int size) {
            mostWanted = Math.max(mostWanted, size);
            if (at == bytes.length) {
                return -1;
            }
            int most = Math.min(size, bytes.length - at);
            int count = random.chance(50) ? most : random.between(1, most + 1);
            System.arraycopy(bytes, at, to, start, count);
            at += count;
            return count;
        }
    }

    private static final class Recording extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int writes;
        private int framesTold;
        private long bytesTold;

        @Override
        public void write(int one) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void write(byte[] from, int start, int size) {
            bytes.write(from, start, size);
            writes++;
        }

        void progress(int frames, long count) {
            framesTold += frames;
            bytesTold += count;
        }
    }
}
