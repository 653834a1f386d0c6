package kith.node.cli.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The picture is read back as a camera would see it: characters to modules, modules to text.
final class QrPictureTest {
    private static final String LINK = "KITH:" + "AEAADATFQW4OAACRHUW5UB7ZELGTF2FR".repeat(12);

    private static List<String> picture(int width, boolean colour) {
        List<String> lines = QrPicture.lines(LINK, width, colour);
        assertNotNull(lines);
        return lines;
    }

    /// The dark modules, without the margin.
    private static BitMatrix seen(List<String> lines, boolean colour) {
        int width = characters(lines.getFirst()).length();
        boolean[][] dark = new boolean[2 * lines.size()][width];
        int margin = width;
        for (int y = 0; y < dark.length; y++) {
            String line = characters(lines.get(y / 2));
            for (int x = 0; x < width; x++) {
                char c = line.charAt(x);
                boolean drawn = c == '█' || c == (y % 2 == 0 ? '▀' : '▄');
                dark[y][x] = drawn == colour;
                margin = dark[y][x] && y / 2 < lines.size() - 1 ? Math.min(margin, x) : margin;
            }
        }
        var code = new BitMatrix(width - 2 * margin);
        for (int y = 0; y < code.getHeight(); y++) {
            for (int x = 0; x < code.getWidth(); x++) {
                if (dark[y + margin][x + margin]) {
                    code.set(x, y);
                }
            }
        }
        return code;
    }

    /// Without the colours around it.
    private static String characters(String line) {
        var out = new StringBuilder();
        boolean escape = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            escape |= c == '\u001b';
            if (!escape) {
                out.append(c);
            }
            escape &= c != 'm';
        }
        return out.toString();
    }

    @Test
    void whatIsShownIsReadBackInColourAndWithout() throws Exception {
        for (boolean colour : new boolean[] {true, false}) {
            for (int width : new int[] {80, 70, 200}) {
                BitMatrix code = seen(picture(width, colour), colour);
                assertEquals(LINK, new Decoder().decode(code).getText(), "width " + width);
            }
        }
    }

    @Test
    void anInvitationOfUsualLengthFitsEightyColumnsWithItsWholeMargin() {
        List<String> lines = picture(80, false);
        int width = lines.getFirst().length();
        assertTrue(width <= 80, () -> width + " columns");
        for (String line : lines) {
            assertEquals(width, line.length());
            assertEquals("████", line.substring(0, 4).replace('▀', '█'));
        }
    }

    @Test
    void aNarrowTerminalGetsHalfTheMarginAndATooNarrowOneNothing() {
        int whole = picture(80, false).getFirst().length();
        assertEquals(whole - 4, picture(whole - 1, false).getFirst().length());
        assertNull(QrPicture.lines(LINK, whole - 5, false));
    }
}
