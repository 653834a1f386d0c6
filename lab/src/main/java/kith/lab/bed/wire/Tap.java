package kith.lab.bed.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A TAP device in some network, seen from this process: what the kernel sends through it is read
/// here, frame by frame, and what is written here the kernel receives.
///
/// One thread reads, one writes.
public final class Tap implements AutoCloseable {
    /// More than any frame has: the devices are not told to take larger ones than Ethernet's.
    private static final int FRAME_BYTES_MAX = 64 << 10;

    private final int descriptor;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment reading = arena.allocate(FRAME_BYTES_MAX);
    private final MemorySegment writing = arena.allocate(FRAME_BYTES_MAX);

    private Tap(int descriptor) {
        this.descriptor = descriptor;
    }

    /// Makes the device in that network.
    public static Tap in(Namespace network, String name) throws IOException {
        return network.in(
                () -> {
                    int descriptor = Kernel.open("/dev/net/tun", Kernel.READ_WRITE);
                    Kernel.becomeTap(descriptor, name);
                    return new Tap(descriptor);
                });
    }

    public int descriptor() {
        return descriptor;
    }

    /// The next frame; null when there is none now.
    public byte @Nullable [] read() throws IOException {
        int length = Kernel.read(descriptor, reading);
        return length < 0 ? null : reading.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// False when the kernel has no room for it.
    public boolean write(byte[] frame) throws IOException {
        MemorySegment.copy(frame, 0, writing, ValueLayout.JAVA_BYTE, 0, frame.length);
        return Kernel.write(descriptor, writing.asSlice(0, frame.length));
    }

    /// For when nobody reads or writes any more.
    @Override
    public void close() throws IOException {
        Kernel.close(descriptor);
        arena.close();
    }
}
