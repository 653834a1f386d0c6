package kith.lang;

import java.util.ArrayList;
import java.util.List;

/// The documents that tests read, above all the vectors.
public final class Docs {
    private Docs() {}

    /// A file below `docs/`.
    public static String text(String file) {
        return DocFile.text(file);
    }

    public static List<String> lines(String file) {
        String text = text(file);
        var lines = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }
}
