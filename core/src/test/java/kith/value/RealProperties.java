package kith.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import kith.lang.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Our conversions between doubles and text against the platform's and against exact arithmetic.
final class RealProperties {
    private static String print(double value) {
        var out = new StringBuilder();
        RealPrinting.append(value, out);
        return out.toString();
    }

    private static double parse(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return RealParsing.parse(bytes, 0, bytes.length);
    }

    private static void assertSame(double expected, double actual, String text) {
        assertEquals(
                Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(actual), text);
    }

    @Property(tries = 8000)
    void whatIsPrintedIsReadBackByUsAndByThePlatform(@ForAll long seed) {
        double value = RandomValue.real(new Rng(seed));
        String text = print(value);
        assertSame(value, parse(text), text);
        assertSame(value, Double.parseDouble(text), text);
    }

    @Property(tries = 5000)
    void nothingShorterWillDoAndNothingOfThatLengthIsNearer(@ForAll long seed) {
        checkShortest(RandomValue.real(new Rng(seed)));
    }

    @Example
    void everyPowerOfTwoAndItsNeighboursAreShortestAndNearest() {
        for (int exponent = 0; exponent < 2047; exponent++) {
            for (int step = -1; step <= 1; step++) {
                long bits = Math.max(1, ((long) exponent << 52) + step);
                if (exponent % 7 == 0 || exponent < 55) { // all is slow, and these are enough
                    checkShortest(Double.longBitsToDouble(bits));
                }
            }
        }
    }

    /// The twin: with exact arithmetic, the nearest decimal of each length, from one digit upwards,
    /// until one is read back.
    private static void checkShortest(double value) {
        String text = print(value);
        assertEquals(value < 0 || 1 / value < 0, text.charAt(0) == '-', text);
        if (value != 0) {
            assertTrue(new BigDecimal(text).abs().compareTo(shortest(Math.abs(value))) == 0, text);
        }
    }

    private static BigDecimal shortest(double value) {
        var exact = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            int scale = digits - (exact.precision() - exact.scale());
            var below = exact.setScale(scale, RoundingMode.DOWN);
            var above = below.add(BigDecimal.ONE.movePointLeft(scale));
            var nearer = nearer(exact, below, above);
            var farther = nearer.compareTo(below) == 0 ? above : below;
            for (var candidate : new BigDecimal[] {nearer, farther}) {
                if (candidate.doubleValue() == value) {
                    return candidate;
                }
            }
        }
        throw new IllegalStateException("17 digits are always enough: " + value);
    }

    private static BigDecimal nearer(BigDecimal exact, BigDecimal below, BigDecimal above) {
        int difference = exact.subtract(below).compareTo(above.subtract(exact));
        boolean even = !below.unscaledValue().testBit(0);
        return difference < 0 || difference == 0 && even ? below : above;
    }

    @Property(tries = 5000)
    void anyDecimalIsReadAsThePlatformReadsIt(@ForAll long seed) {
        var rng = new Rng(seed);
        var text = new StringBuilder(rng.chance(20) ? "-" : "");
        digits(rng, rng.chance(3) ? 1000 : 25, text);
        if (rng.chance(70)) {
            digits(rng, rng.chance(3) ? 1000 : 25, text.append('.'));
        }
        if (rng.chance(70)) {
            text.append('e').append(rng.between(-360, 330));
        }
        assertSame(Double.parseDouble(text.toString()), parse(text.toString()), text.toString());
    }

    private static void digits(Rng rng, int max, StringBuilder out) {
        boolean zeros = rng.chance(20);
        for (int i = rng.nextInt(max); i >= 0; i--) {
            out.append((char) ('0' + (zeros && rng.chance(90) ? 0 : rng.nextInt(10))));
        }
    }

    /// Exactly between two doubles, and a little beside it: what is hardest to round.
    @Property(tries = 3000)
    void midpointsGoToTheEvenNeighbour(@ForAll long seed) {
        double value = Math.abs(RandomValue.real(new Rng(seed)));
        double next = Math.nextUp(value);
        if (Double.isInfinite(next)) {
            return;
        }
        var middle =
                new BigDecimal(value).add(new BigDecimal(next)).multiply(new BigDecimal("0.5"));
        boolean even = (Double.doubleToRawLongBits(value) & 1) == 0;
        assertSame(even ? value : next, parse(middle.toString().replace("E", "e")), "" + middle);
        var beyond =
                new BigDecimal(
                        middle.unscaledValue().multiply(BigInteger.TEN.pow(50)).add(BigInteger.ONE),
                        middle.scale() + 50);
        assertSame(next, parse(beyond.toString().replace("E", "e")), "" + beyond);
    }

    @Property(tries = 3000)
    void naturalNumbersCalculateAsThePlatformsDo(@ForAll long seed) {
        var rng = new Rng(seed);
        long first = rng.nextLong() >>> 1 >>> rng.nextInt(63);
        var ours = Natural.of(first);
        var twin = BigInteger.valueOf(first);
        for (int i = 0; i < 6; i++) {
            int number = rng.between(1, 100);
            switch (rng.nextInt(3)) {
                case 0 -> {
                    ours.timesPlus(number * 600, number);
                    twin =
                            twin.multiply(BigInteger.valueOf(number * 600L))
                                    .add(BigInteger.valueOf(number));
                }
                case 1 -> {
                    ours.timesPowerOfFive(number);
                    twin = twin.multiply(BigInteger.valueOf(5).pow(number));
                }
                default -> {
                    ours.timesPowerOfTwo(number);
                    twin = twin.shiftLeft(number);
                }
            }
        }
        check(ours, twin);
        long less = rng.nextLong() >>> 1;
        if (twin.compareTo(BigInteger.valueOf(less)) >= 0) {
            check(ours.copy().minus(Natural.of(less)), twin.subtract(BigInteger.valueOf(less)));
            assertTrue(ours.compareTo(Natural.of(less)) >= 0);
        }
    }

    private static void check(Natural ours, BigInteger twin) {
        assertEquals(twin.bitLength(), ours.bits());
        for (int i = 0; i < ours.bits(); i++) {
            assertEquals(twin.testBit(i) ? 1 : 0, ours.bit(i));
        }
    }

    @Property(tries = 300)
    void powersOfTenHaveTheir126Bits(@ForAll long seed) {
        int power = new Rng(seed).between(-292, 325);
        var ten = BigDecimal.TEN.pow(Math.abs(power));
        int shift = 125 - PowerOfTen.floorLog2(power);
        var two = new BigDecimal(BigInteger.TWO.pow(Math.abs(shift)));
        var exact = power < 0 ? BigDecimal.ONE.divide(ten, 700, RoundingMode.DOWN) : ten;
        var expected =
                (shift < 0 ? exact.divideToIntegralValue(two) : exact.multiply(two))
                        .toBigInteger()
                        .add(BigInteger.ONE);
        var ours = PowerOfTen.of(power);
        assertEquals(
                expected,
                BigInteger.valueOf(ours.high()).shiftLeft(63).add(BigInteger.valueOf(ours.low())),
                "power " + power);
    }
}
