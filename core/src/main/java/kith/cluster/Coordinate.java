package kith.cluster;

import kith.lang.Reader;
import kith.lang.Writer;

/// Where a peer is, in milliseconds of round trip: four dimensions, a height above them that stands
/// for its own access line, and how far off it believes to be.
///
/// On the wire it has whole microseconds, so that all hosts read the same.
///
/// @param height at least nothing; on the way to anybody
/// @param error relative, from 0 to [#ERROR_MAX]
public record Coordinate(double x, double y, double z, double w, double height, double error) {
    /// Nobody is farther than ten seconds from the middle. Guess: twice round the moon.
    static final int MICROS_MAX = 10_000_000;

    /// In thousandths: whoever knows nothing of where it is. Source: Serf, `VivaldiErrorMax` 1.5.
    static final int ERROR_MAX = 1_500;

    private static final double PER_MILLI = 1_000;

    static final Coordinate ORIGIN = new Coordinate(0, 0, 0, 0, 0, 0);

    /// Of whom nothing is known.
    public static final Coordinate NOWHERE = new Coordinate(0, 0, 0, 0, 0, ERROR_MAX / PER_MILLI);

    /// The round trip to that one, as it is believed to be, in milliseconds.
    public double millisTo(Coordinate to) {
        return apart(to) + height + to.height;
    }

    /// Without the heights.
    double apart(Coordinate to) {
        double dx = x - to.x;
        double dy = y - to.y;
        double dz = z - to.z;
        double dw = w - to.w;
        return Math.sqrt(dx * dx + dy * dy + dz * dz + dw * dw);
    }

    /// What a move by that much away from `from` is; of it the height takes its share of the whole
    /// way.
    Coordinate push(Coordinate from, double millis) {
        double part = millis / apart(from);
        double tall = millis * (height + from.height) / millisTo(from);
        return new Coordinate(
                (x - from.x) * part,
                (y - from.y) * part,
                (z - from.z) * part,
                (w - from.w) * part,
                tall,
                0);
    }

    /// Moved so many times as far as `move` says; as sure of it as before.
    Coordinate plus(Coordinate move, double times) {
        return new Coordinate(
                x + move.x * times,
                y + move.y * times,
                z + move.z * times,
                w + move.w * times,
                height + move.height * times,
                error);
    }

    Coordinate above(double heightMin) {
        return new Coordinate(x, y, z, w, Math.max(heightMin, height), error);
    }

    Coordinate erring(double by) {
        return new Coordinate(x, y, z, w, height, by);
    }

    /// As everybody else will read it.
    Coordinate rounded() {
        return new Coordinate(
                micros(x) / PER_MILLI,
                micros(y) / PER_MILLI,
                micros(z) / PER_MILLI,
                micros(w) / PER_MILLI,
                Math.max(0, micros(height)) / PER_MILLI,
                thousandths(error) / PER_MILLI);
    }

    private static int micros(double millis) {
        double all = millis * PER_MILLI;
        return (int) Math.max(-MICROS_MAX, Math.min(MICROS_MAX, all < 0 ? all - 0.5 : all + 0.5));
    }

    private static int thousandths(double error) {
        return (int) Math.max(0, Math.min(ERROR_MAX, error * PER_MILLI + 0.5));
    }

    public void write(Writer out) {
        out.signed(micros(x)).signed(micros(y)).signed(micros(z)).signed(micros(w));
        out.varint(Math.max(0, micros(height))).varint(thousandths(error));
    }

    public static Coordinate read(Reader in) {
        return new Coordinate(
                in.signed(MICROS_MAX, "a coordinate") / PER_MILLI,
                in.signed(MICROS_MAX, "a coordinate") / PER_MILLI,
                in.signed(MICROS_MAX, "a coordinate") / PER_MILLI,
                in.signed(MICROS_MAX, "a coordinate") / PER_MILLI,
                in.count(MICROS_MAX, "a height") / PER_MILLI,
                in.count(ERROR_MAX, "an error") / PER_MILLI);
    }
}
