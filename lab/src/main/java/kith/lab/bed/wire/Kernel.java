package kith.lab.bed.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// The calls of Linux that a bed needs and Java has no words for, by the foreign function interface
/// (`java.lang.foreign`). Numbers are those of `x86-64` and `aarch64`.
@SuppressWarnings("restricted")
final class Kernel {
    static final int READ_ONLY = 0;
    static final int READ_WRITE = 2;
    private static final int NON_BLOCKING = 0x800;
    private static final int CLOSE_ON_EXEC = 0x80000;

    /// Of `fcntl.h`: nobody else reads or waits on the descriptors that are opened here.
    private static final int FLAGS = NON_BLOCKING | CLOSE_ON_EXEC;

    /// Of `linux/if_tun.h`: `struct ifreq` is a name of 16 bytes, flags, and room for 22 bytes.
    private static final long TUNSETIFF = 0x400454caL;

    private static final short TAP_WITHOUT_HEADER = 0x0002 | 0x1000;
    private static final int NAME_BYTES = 16;
    private static final int REQUEST_BYTES = 40;

    /// Of `sched.h`.
    private static final int NETWORK_NAMESPACE = 0x40000000;

    private static final short POLL_IN = 1;
    private static final int AGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final MethodHandle OPEN = variadic("open", 2, INT, POINTER, INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, INT, INT, LONG, POINTER);
    private static final MethodHandle SETNS = call("setns", INT, INT, INT);
    private static final MethodHandle POLL = call("ppoll", INT, POINTER, LONG, POINTER, POINTER);
    private static final MethodHandle READ = call("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = call("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle CLOSE = call("close", INT, INT);

    private Kernel() {}

    /// A call with its arguments bound late: what comes first is where the error goes.
    private interface Bound {
        Object invoke(MemorySegment state) throws Throwable;
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        var function = FunctionDescriptor.of(result, arguments);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), function, ERRNO);
    }

    private static MethodHandle variadic(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }

    private static long checked(String what, Bound call) throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = ((Number) call.invoke(state)).longValue();
            if (result >= 0) {
                return result;
            }
            int error = state.get(INT, ERRNO_AT);
            if (error == AGAIN) {
                return -1;
            }
            throw new IOException(what + ": error " + error + " of the system");
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(what, e);
        }
    }

    static int open(String path, int how) throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return (int) checked("open " + path, to -> OPEN.invoke(to, name, how | FLAGS));
        }
    }

    static void close(int descriptor) throws IOException {
        checked("close", to -> CLOSE.invoke(to, descriptor));
    }

    /// Makes of a descriptor of `/dev/net/tun` a TAP device of that name, in the network of this
    /// thread.
    static void becomeTap(int descriptor, String name) throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_BYTES);
            request.setString(0, name, StandardCharsets.US_ASCII);
            request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, TAP_WITHOUT_HEADER);
            checked("TUNSETIFF " + name, to -> IOCTL.invoke(to, descriptor, TUNSETIFF, request));
        }
    }

    /// From now on this thread, and what it starts and opens, is in that network.
    static void enterNetwork(int descriptor) throws IOException {
        checked("setns", to -> SETNS.invoke(to, descriptor, NETWORK_NAMESPACE));
    }

    /// Several descriptors that are waited for at once: `struct pollfd` for each, and a time.
    static final class Inputs implements AutoCloseable {
        private static final int ENTRY_BYTES = 8;
        private static final int WANTED_AT = 4;
        private static final int CAME_AT = 6;
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        private final Arena arena = Arena.ofShared();
        private final MemorySegment entries;
        private final MemorySegment time = arena.allocate(LONG, 2);
        private final int count;

        Inputs(int[] descriptors) {
            count = descriptors.length;
            entries = arena.allocate((long) count * ENTRY_BYTES, ENTRY_BYTES);
            for (int i = 0; i < count; i++) {
                entries.set(INT, (long) i * ENTRY_BYTES, descriptors[i]);
                entries.set(ValueLayout.JAVA_SHORT, (long) i * ENTRY_BYTES + WANTED_AT, POLL_IN);
            }
        }

        /// Waits until one of them has something to read, but no longer than that.
        void await(long nanos) throws IOException {
            time.setAtIndex(LONG, 0, nanos / NANOS_PER_SECOND);
            time.setAtIndex(LONG, 1, nanos % NANOS_PER_SECOND);
            checked(
                    "ppoll",
                    to -> POLL.invoke(to, entries, (long) count, time, MemorySegment.NULL));
        }

        /// Whether that one had something when the wait ended.
        boolean has(int index) {
            long at = (long) index * ENTRY_BYTES + CAME_AT;
            return (entries.get(ValueLayout.JAVA_SHORT, at) & POLL_IN) != 0;
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /// Reads what there is; -1 when there is nothing.
    static int read(int descriptor, MemorySegment into) throws IOException {
        return (int) checked("read", to -> READ.invoke(to, descriptor, into, into.byteSize()));
    }

    /// Writes all of it, or nothing where the receiver has no room: false then.
    static boolean write(int descriptor, MemorySegment from) throws IOException {
        return checked("write", to -> WRITE.invoke(to, descriptor, from, from.byteSize())) >= 0;
    }
}
