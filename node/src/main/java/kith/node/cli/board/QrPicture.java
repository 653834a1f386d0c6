package kith.node.cli.board;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A QR code in characters: each is two modules, one above the other, as half blocks.
///
/// The lowest error correction is enough for a screen, and the link has a checksum of its own.
/// Around the code there is to be a margin of four modules (ISO/IEC 18004, 6.3.8); cameras are
/// content with two, which is what a narrow terminal gets.
final class QrPicture {
    private static final int QUIET = 4;
    private static final int QUIET_LEAST = 2;

    private static final char BOTH = '█';
    private static final char UPPER = '▀';
    private static final char LOWER = '▄';

    /// Black on white, whatever the colours of the terminal are.
    private static final String COLOURS = "\u001b[38;5;16;48;5;231m";

    private static final String RESET = "\u001b[0m";

    private QrPicture() {}

    /// The lines of the picture; null when it is wider than `width`. In colour dark modules are
    /// drawn; without it light ones, because most terminals are dark.
    static @Nullable List<String> lines(String text, int width, boolean colour) {
        ByteMatrix code = encoded(text);
        int quiet = code.getWidth() + 2 * QUIET <= width ? QUIET : QUIET_LEAST;
        if (code.getWidth() + 2 * quiet > width) {
            return null;
        }
        var lines = new ArrayList<String>();
        int end = code.getHeight() + quiet;
        for (int y = -quiet; y < end; y += 2) {
            var line = new StringBuilder(colour ? COLOURS : "");
            for (int x = -quiet; x < code.getWidth() + quiet; x++) {
                boolean upper = isDark(code, x, y) == colour;
                boolean lower = y + 1 < end ? isDark(code, x, y + 1) == colour : false;
                line.append(upper ? lower ? BOTH : UPPER : lower ? LOWER : ' ');
            }
            lines.add(line.append(colour ? RESET : "").toString());
        }
        return lines;
    }

    private static ByteMatrix encoded(String text) {
        try {
            return Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("no QR code holds " + text.length(), tooLong);
        }
    }

    private static boolean isDark(ByteMatrix code, int x, int y) {
        boolean inside = x >= 0 && y >= 0 && x < code.getWidth() && y < code.getHeight();
        return inside && code.get(x, y) == 1;
    }
}
