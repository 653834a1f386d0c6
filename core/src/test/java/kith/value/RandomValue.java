package kith.value;

import kith.lang.RandomText;
import kith.lang.Rng;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;

/// Random values and paths for tests: all kinds, with numbers of every size, and with what could
/// be taken for a byte string in JSON.
public final class RandomValue {
    private static final String[] NAMES = {
        "",
        ".",
        "..",
        "./x",
        "a",
        "b",
        "$bytes",
        "$$bytes",
        "$$$bytes",
        "$",
        "bytes",
        "a$bytes",
        "~_"
    };

    private static final String[] TEXTS = {"", "AP8=", "AP8", "AP9=", "Zg==", "ff", "null", "0"};

    private RandomValue() {}

    public static Value of(Rng rng) {
        return of(rng, rng.nextInt(5));
    }

    private static Value of(Rng rng, int levels) {
        int kind = rng.nextInt(levels > 0 ? 10 : 7);
        return switch (kind) {
            case 0 -> rng.chance(30) ? Null.NULL : Bool.of(rng.chance(50));
            case 1, 2 -> new Int(rng.nextLong() >> rng.nextInt(64));
            case 3 -> new Real(real(rng));
            case 4 -> new Text(TEXTS[rng.nextInt(TEXTS.length)]);
            case 5 -> new Text(RandomText.of(rng, 12));
            case 6 -> new Blob(rng.bytes(rng.nextInt(8)));
            case 7 -> array(rng, levels);
            default -> obj(rng, levels);
        };
    }

    private static Value array(Rng rng, int levels) {
        var items = new Value[rng.nextInt(5)];
        for (int i = 0; i < items.length; i++) {
            items[i] = of(rng, levels - 1);
        }
        return Array.of(items);
    }

    private static Value obj(Rng rng, int levels) {
        var obj = Obj.EMPTY;
        int count = rng.chance(5) ? rng.nextInt(40) : rng.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = rng.chance(50) ? NAMES[rng.nextInt(NAMES.length)] : RandomText.of(rng, 5);
            obj = obj.with(name, of(rng, levels - 1));
        }
        return obj;
    }

    /// A finite double: any bits, or few digits, or a neighbour of a power of two.
    public static double real(Rng rng) {
        double real =
                switch (rng.nextInt(5)) {
                    case 0 -> rng.nextInt() / 1000.0;
                    case 1 -> rng.nextInt(1000);
                    case 2 -> (rng.nextLong() >>> 11) * 0x1p-53;
                    case 3 -> neighbour(rng);
                    default -> Double.longBitsToDouble(rng.nextLong());
                };
        return Double.isNaN(real) || Double.isInfinite(real) ? 0.0 : real;
    }

    private static double neighbour(Rng rng) {
        long power = (long) rng.nextInt(2047) << 52;
        return Double.longBitsToDouble(Math.max(0, power + rng.between(-2, 3)));
    }

    public static Path path(Rng rng) {
        Path path = Path.ROOT;
        for (int i = rng.nextInt(6); i > 0; i--) {
            String name = rng.chance(60) ? NAMES[rng.nextInt(NAMES.length)] : RandomText.of(rng, 6);
            path = path.child(name.replace('\0', '0'));
        }
        return path;
    }
}
