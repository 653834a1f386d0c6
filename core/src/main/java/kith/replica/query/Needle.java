package kith.replica.query;

/// Whether a text has another one in it, in time that grows with both together.
///
/// *The problem.* Both come from others. [String#contains] begins anew from each place: to look for
/// 32,768 times `a` and a `b` in a million times `a` took it most of a minute.
///
/// *The idea.* Where the part stops to fit, it can go on only with a beginning of its own that
/// stands at the end of what did fit, and how long that is depends on the part alone (Morris and
/// Pratt, *A linear pattern-matching algorithm*, 1970; in Knuth, Morris and Pratt, *Fast Pattern
/// Matching in Strings*, 1977). So no unit of the text is gone back to.
final class Needle {
    /// A part so short costs little wherever it begins, and hosts have machine code for that.
    static final int SHORT_UNITS = 16;

    private Needle() {}

    static boolean isIn(String text, String part) {
        if (part.length() <= SHORT_UNITS) {
            return text.contains(part);
        }
        return part.length() <= text.length() && isIn(text, part, borders(part));
    }

    private static boolean isIn(String text, String part, int[] borders) {
        int fits = 0;
        for (int i = 0; i < text.length() && fits < part.length(); i++) {
            fits = next(part, borders, fits, text.charAt(i));
        }
        return fits == part.length();
    }

    /// By how many units that fit: the longest beginning that is shorter and ends there too.
    private static int[] borders(String part) {
        var borders = new int[part.length() + 1];
        for (int i = 1; i < part.length(); i++) {
            borders[i + 1] = next(part, borders, borders[i], part.charAt(i));
        }
        return borders;
    }

    /// How many units fit behind one more, where so many did before it.
    private static int next(String part, int[] borders, int before, char unit) {
        int fits = before;
        while (fits > 0 && part.charAt(fits) != unit) {
            fits = borders[fits];
        }
        return part.charAt(fits) == unit ? fits + 1 : 0;
    }
}
