package kith.lang;

/// Comparing texts without regard to case, the same everywhere and for everybody.
///
/// *The problem.* Lower case depends on the language of who asks (a Turkish `I` has no dot), one
/// letter may become two (`ß`), and what two programs call the same may differ. *So* each code
/// point is taken to upper case and then to lower case by Unicode's simple mappings, one for one,
/// which know no language. It is what `String.equalsIgnoreCase` does. Nothing is normalised: an
/// `é` of two code points is not found as one of one.
///
/// Cost: linear for what people look for; the product of both lengths at worst.
public final class Folding {
    private Folding() {}

    /// The text with every code point folded.
    public static String fold(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(point)));
            i += Character.charCount(point);
        }
        return out.toString();
    }

    /// Whether `text` has `folded` in it, which is folded already.
    public static boolean contains(String text, String folded) {
        return fold(text).contains(folded);
    }
}
