package kith.lab.fuzz;

import java.util.List;
import java.util.function.Consumer;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// One decoder: good samples of its format, what it does, and what it may allocate.
///
/// @param name names the folder of its crashers
/// @param samples good inputs; mutations begin with one of them
/// @param decode what is tried
/// @param bytesAtOnce what it may allocate whatever the input is
/// @param bytesEach what it may allocate for each byte of the input
record Decoder(String name, List<Bytes> samples, Decode decode, long bytesAtOnce, long bytesEach) {
    /// What may be allocated for any input, where nothing else is said. Exceptions and their texts
    /// are in it.
    static final long AT_ONCE = 16 << 10;

    /// The same for each byte: measured, the worst here are some 60 for a byte, in short arrays
    /// within each other.
    static final long EACH = 128;

    Decoder {
        samples = List.copyOf(samples);
        for (Bytes sample : samples) {
            Bytes again = decode.of(sample).bytes();
            if (again != null && !again.equals(sample)) {
                throw new IllegalStateException(name + ": a bad sample " + sample.hex());
            }
        }
    }

    /// Decodes. What cannot be decoded is [Malformed].
    interface Decode {
        Again of(Bytes bytes);
    }

    /// Encodes what was decoded.
    interface Again {
        /// The same bytes, or null where a value has several encodings.
        @Nullable Bytes bytes();

        static Again by(Consumer<Writer> write) {
            return () -> {
                var out = new Writer();
                write.accept(out);
                return out.toBytes();
            };
        }
    }

    static Decoder of(String name, List<Bytes> samples, Decode decode) {
        return new Decoder(name, samples, decode, AT_ONCE, EACH);
    }

    Decoder mayAllocate(long atOnce, long each) {
        return new Decoder(name, samples, decode, atOnce, each);
    }

    /// Tries one input.
    void attack(Bytes input) {
        Again again = attempt(input);
        Bytes written = again == null ? null : again.bytes();
        if (written != null && !written.equals(input)) {
            throw new AssertionError("it is written otherwise: " + written.hex());
        }
        checkCost(input);
    }

    /// The cheapest of three attempts counts: some things happen once only.
    private void checkCost(Bytes input) {
        long bytesMax = bytesAtOnce + bytesEach * input.size();
        long nanosMax = Cost.NANOS_AT_ONCE + Cost.NANOS_EACH * input.size();
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        for (int i = 0; i < 3 && (bytes > bytesMax || nanos > nanosMax); i++) {
            var cost = new Cost();
            attempt(input);
            bytes = Math.min(bytes, cost.bytes());
            nanos = Math.min(nanos, cost.nanos());
        }
        if (bytes > bytesMax) {
            throw new AssertionError(input.size() + " bytes of input, " + bytes + " allocated");
        }
        if (nanos > nanosMax) {
            throw new AssertionError(input.size() + " bytes took " + nanos / 1000 + " µs");
        }
    }

    private @Nullable Again attempt(Bytes input) {
        try {
            return decode.of(input);
        } catch (Malformed refused) {
            return null;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
