package kith.lang;

/// Random texts for tests, with what is hard more often than in life: characters of each width,
/// pairs, halves of pairs, and what formats escape.
public final class RandomText {
    private static final String HARD =
            "\0\n\r\t\"\\/~._$+\u007f\u0080\u07ff\u0800\ufeff\uffff\u2028";

    private RandomText() {}

    public static String of(Rng rng, int unitsMax) {
        int size = rng.nextInt(unitsMax + 1);
        var out = new StringBuilder();
        while (out.length() < size) {
            switch (rng.nextInt(8)) {
                case 0 -> out.append(HARD.charAt(rng.nextInt(HARD.length())));
                case 1 -> out.append((char) rng.nextInt(0x10000));
                case 2 -> out.append((char) rng.between(0xd800, 0xe000));
                case 3 -> out.appendCodePoint(rng.between(0x10000, 0x110000));
                case 4 -> out.append((char) rng.between(0x80, 0x800));
                default -> out.append((char) rng.between(' ', 0x7f));
            }
        }
        return out.toString();
    }
}
