package kith.log;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Malformed;

/// A version of a space, by names that mean the same on every replica: the last change of some
/// chains, which stand for all of their past.
///
/// Text form of one place: `<author>.<incarnation>.<seq>`, in hexadecimal but for the decimal
/// sequence number, with `.<branch>` behind it in the rare chain that is one. Clients hand these
/// back as they got them.
public record Frontier(List<NamedPlace> places) {
    /// Bound on what a client may hand us. Same as [Change#PLACES_MAX].
    public static final int PLACES_MAX = Change.PLACES_MAX;

    /// The longest text of one place: 64 digits of author, 16 of incarnation, 10 of sequence
    /// number, 64 of branch, and the points between.
    private static final int TEXT_CHARS_MAX = 157;

    /// One change by the name of its chain.
    public record NamedPlace(ChainId chain, int seq) {
        public NamedPlace {
            if (seq < 1) {
                throw new IllegalArgumentException("sequence number " + seq);
            }
        }

        /// What the texts of all changes of the chain begin with.
        public String textBeforeSeq() {
            return chain.author().hex() + "." + Long.toHexString(chain.incarnation()) + ".";
        }

        public String text() {
            String base = textBeforeSeq() + seq;
            return chain.branch().size() == 0 ? base : base + "." + chain.branch().hex();
        }
    }

    /// Of each chain the newest place is kept; they are ordered by the names of the chains.
    public Frontier {
        var sorted = new TreeMap<ChainId, NamedPlace>();
        for (NamedPlace place : places) {
            sorted.merge(place.chain(), place, (a, b) -> a.seq() >= b.seq() ? a : b);
        }
        places = List.copyOf(sorted.values());
    }

    /// The version that a client handed back, one text for each place.
    public static Frontier ofTexts(List<String> texts) {
        if (texts.size() > PLACES_MAX) {
            throw new Malformed(texts.size() + " places in a version, at most " + PLACES_MAX);
        }
        var places = new ArrayList<NamedPlace>(texts.size());
        for (String text : texts) {
            places.add(parse(text));
        }
        return new Frontier(places);
    }

    public List<String> texts() {
        var texts = new ArrayList<String>(places.size());
        for (NamedPlace place : places) {
            texts.add(place.text());
        }
        return texts;
    }

    /// Reads one place from its text form: exactly as `text` gives it.
    public static NamedPlace parse(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            throw new Malformed(
                    "a version of " + text.length() + " characters, at most " + TEXT_CHARS_MAX);
        }
        List<String> parts = parts(text);
        if (parts.size() < 3 || parts.size() > 4) {
            throw new Malformed(
                    "'" + text + "' is no version: expected author.incarnation.sequence");
        }
        Bytes branch = parts.size() == 4 ? Bytes.fromHex(parts.get(3)) : Bytes.EMPTY;
        Bytes author = Bytes.fromHex(parts.get(0));
        long incarnation = number(parts.get(1), 16, Long.MAX_VALUE, text);
        long seq = number(parts.get(2), 10, Integer.MAX_VALUE, text);
        if (author.size() != ChainId.AUTHOR_BYTES
                || branch.size() != 0 && branch.size() != Headers.HASH_BYTES
                || seq < 1) {
            throw new Malformed("'" + text + "' is no version: a part has the wrong length");
        }
        var place = new NamedPlace(new ChainId(author, incarnation, branch), (int) seq);
        if (!place.text().equals(text)) {
            throw new Malformed("'" + text + "' is no version: it is written " + place.text());
        }
        return place;
    }

    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            parts.add(text.substring(start, dot));
            start = dot + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static long number(String digits, int radix, long max, String text) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0 || value > (max - digit) / radix) {
                throw new Malformed("'" + text + "' is no version: '" + digits + "' is no number");
            }
            value = value * radix + digit;
        }
        if (digits.isEmpty()) {
            throw new Malformed("'" + text + "' is no version: a number is missing");
        }
        return value;
    }
}
