package kith.lang;

import java.util.Arrays;

/// Writes what [Reader] reads, into an array that grows.
public final class Writer {
    /// The largest array in bytes that every host can make.
    private static final int SIZE_MAX = Integer.MAX_VALUE - 8;

    private byte[] array;
    private int size;

    public Writer() {
        this(64);
    }

    public Writer(int sizeExpected) {
        array = new byte[Math.max(sizeExpected, 8)];
    }

    public int size() {
        return size;
    }

    public Writer u8(int value) {
        room(1);
        array[size++] = (byte) value;
        return this;
    }

    public Writer flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    public Writer u32(int value) {
        room(4);
        array[size] = (byte) value;
        array[size + 1] = (byte) (value >>> 8);
        array[size + 2] = (byte) (value >>> 16);
        array[size + 3] = (byte) (value >>> 24);
        size += 4;
        return this;
    }

    public Writer u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    /// Whether that number has no more than 32 bits. Most have not, and a browser has no quick
    /// arithmetic of 64: so it is asked by way of a double, of which larger ones stay larger.
    public static boolean isSmall(long value) {
        double number = value;
        return (int) number == number;
    }

    /// The same number, which [is small][#isSmall], by the same way.
    public static int small(long value) {
        return (int) (double) value;
    }

    /// An unsigned number of 64 bits.
    public Writer varint(long value) {
        if (isSmall(value) && small(value) >= 0) {
            return varint(small(value));
        }
        room(10);
        while ((value & ~0x7fL) != 0) {
            array[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        array[size++] = (byte) value;
        return this;
    }

    /// The same number as [#varint(long)] would write.
    public Writer varint(int value) {
        if (value < 0) {
            return varint((long) value);
        }
        room(5);
        while (value > 0x7f) {
            array[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        array[size++] = (byte) value;
        return this;
    }

    public Writer signed(long value) {
        int low = small(value);
        if (isSmall(value) && low >= -1 << 30 && low < 1 << 30) {
            return varint(low << 1 ^ low >> 31);
        }
        return varint(value << 1 ^ value >> 63);
    }

    public Writer bytes(Bytes bytes) {
        return bytes(bytes.shared(), 0, bytes.size());
    }

    public Writer bytes(byte[] from, int start, int end) {
        if (start < 0 || end < start || end > from.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + from.length);
        }
        int count = end - start;
        room(count);
        System.arraycopy(from, start, array, size, count);
        size += count;
        return this;
    }

    public Writer sized(Bytes bytes) {
        return varint(bytes.size()).bytes(bytes);
    }

    /// Most texts are ASCII and are written while that is found out; of others the size comes
    /// first.
    public Writer string(String text) {
        int start = size;
        int length = text.length();
        varint(length).room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = start;
                return wideString(text);
            }
            array[size + i] = (byte) c;
        }
        size += length;
        return this;
    }

    private Writer wideString(String text) {
        int bytes = Utf8.size(text);
        varint(bytes);
        room(bytes);
        Utf8.encode(text, array, size);
        size += bytes;
        return this;
    }

    /// Overwrites four bytes that were written before, for a length that is known only now.
    public void setU32(int at, int value) {
        if (at < 0 || at > size - 4) {
            throw new IllegalArgumentException("no four bytes at " + at + ", written: " + size);
        }
        int end = size;
        size = at;
        u32(value);
        size = end;
    }

    public void clear() {
        size = 0;
    }

    /// Forgets what was written behind the first `sizeKept` bytes.
    public void truncate(int sizeKept) {
        if (sizeKept < 0 || sizeKept > size) {
            throw new IllegalArgumentException("no " + sizeKept + " bytes, written: " + size);
        }
        size = sizeKept;
    }

    public Bytes toBytes() {
        return Bytes.copy(array, 0, size);
    }

    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /// The array written to so far, valid up to `size()` and only until the next write.
    public byte[] shared() {
        return array;
    }

    private void room(int more) {
        if (more > array.length - size) {
            grow(more);
        }
    }

    private void grow(int more) {
        if (more > SIZE_MAX - size) {
            throw new IllegalStateException(
                    "no room for " + more + " bytes after " + size + ", at most " + SIZE_MAX);
        }
        int doubled = array.length > SIZE_MAX / 2 ? SIZE_MAX : array.length * 2;
        array = Arrays.copyOf(array, Math.max(doubled, size + more));
    }
}
