package kith.lab.fuzz;

import java.util.List;
import java.util.stream.Stream;
import kith.lang.Bytes;
import kith.lang.Rng;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// See the package. A failure names its seed; the input is below `target/crashers`, to be moved to
/// `src/test/resources/crashers` once it is mended.
final class DecoderFuzzTest {
    private static final int INPUTS = 3_000;
    private static final int INPUTS_OF_SOAK = 200_000;

    static Stream<Decoder> decoders() {
        return Stream.of(Formats.all(), NetworkFormats.all(), Texts.all()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void whateverItGetsIsDecodedOrRefused(Decoder decoder) {
        attack(decoder, 1, INPUTS);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("decoders")
    void whateverItGetsForLongIsDecodedOrRefused(Decoder decoder) {
        attack(decoder, 1_000_000, INPUTS_OF_SOAK);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void whatOnceMadeItFailDoesNotAnyMore(Decoder decoder) {
        for (Crashers.Crasher crasher : Crashers.of(decoder.name())) {
            attack(decoder, crasher.input(), crasher.file());
        }
    }

    /// Each seed is one input.
    private static void attack(Decoder decoder, long seedFirst, int count) {
        for (long seed = seedFirst; seed < seedFirst + count; seed++) {
            Bytes input = new Mutation(new Rng(seed), decoder.samples()).next();
            attack(decoder, input, "seed " + seed);
        }
    }

    private static void attack(Decoder decoder, Bytes input, String where) {
        try {
            decoder.attack(input);
        } catch (RuntimeException | Error failure) {
            String kept = Crashers.keep(decoder.name(), input, failure);
            throw new AssertionError(decoder.name() + ", " + where + ", " + kept, failure);
        }
    }
}
