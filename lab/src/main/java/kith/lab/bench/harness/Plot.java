package kith.lab.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lines over a linear axis each way, as an SVG that reads in light and in dark, in colours and
/// without: each line has dashes and marks of its own, and its name beside its sample.
public final class Plot {
    private static final int WIDTH = 768;
    private static final int HEIGHT = 360;
    private static final int LEFT = 64;
    private static final int RIGHT = 248; // room for 28 letters
    private static final int TOP = 40;
    private static final int BOTTOM = 52;
    private static final int TICKS = 5;
    private static final int LEGEND_STEP = 22;

    /// Okabe and Ito's, which most who do not see all colours tell apart; without its yellow and
    /// black, which light and dark swallow.
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

    private static final List<String> DASHES = List.of("", "7 4", "2 3", "10 3 2 3", "4 2", "1 2");

    /// Around the point that they mark.
    private static final List<String> MARKS =
            List.of(
                    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
                    "M-3.5-3.5h7v7h-7z",
                    "M0-5l4.5 8h-9z",
                    "M0-5l4 5-4 5-4-5z",
                    "M-4-4l8 8M4-4l-8 8",
                    "M-5 0h10M0-5v10");

    private static final double MARKS_APART = 70;
    private static final double MARKS_SHIFTED =
            12; // so that those of lines that run together differ

    private final String title;
    private final String across;
    private final String up;
    private final double acrossMax;
    private final double upMax;
    private final List<Line> lines = new ArrayList<>();

    /// A point of a line.
    public record Point(double x, double y) {}

    private record Line(String name, List<Point> points) {}

    /// Both axes begin at 0.
    public Plot(String title, String across, double acrossMax, String up, double upMax) {
        this.title = title;
        this.across = across;
        this.acrossMax = acrossMax;
        this.up = up;
        this.upMax = upMax;
    }

    /// What lies beyond an axis is cut off there.
    public void line(String name, List<Point> points) {
        lines.add(new Line(name, points));
    }

    String title() {
        return title;
    }

    String svg() {
        var out = new StringBuilder();
        out.append("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ").append(WIDTH);
        out.append(" ").append(HEIGHT).append("' role='img'");
        out.append(" font-family='system-ui, sans-serif' font-size='13'>\n");
        out.append("<title>").append(escaped(title)).append("</title>\n");
        out.append("<style>text{fill:#222}.axis{stroke:#999}.grid{stroke:#ddd}\n");
        out.append("@media (prefers-color-scheme: dark){text{fill:#ddd}.axis{stroke:#777}");
        out.append(".grid{stroke:#333}}</style>\n");
        text(out, LEFT, TOP - 18, "start", title);
        axes(out);
        for (int i = 0; i < lines.size(); i++) {
            line(out, i);
        }
        return out.append("</svg>\n").toString();
    }

    private void axes(StringBuilder out) {
        for (int i = 0; i <= TICKS; i++) {
            double x = acrossMax * i / TICKS;
            double y = upMax * i / TICKS;
            String kind = "class='" + (i == 0 ? "axis" : "grid") + "'";
            segment(out, kind, LEFT, y(y), WIDTH - RIGHT, y(y));
            segment(out, kind, x(x), TOP, x(x), HEIGHT - BOTTOM);
            text(out, x(x), HEIGHT - BOTTOM + 18, "middle", figure(x));
            text(out, LEFT - 8, y(y) + 4, "end", figure(y));
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", across);
        out.append("<g transform='translate(16 ").append((TOP + HEIGHT - BOTTOM) / 2);
        out.append(") rotate(-90)'>");
        text(out, 0, 0, "middle", up);
        out.append("</g>\n");
    }

    private void line(StringBuilder out, int which) {
        Line line = lines.get(which);
        String colour = COLOURS.get(which % COLOURS.size());
        String dashes = DASHES.get(which % DASHES.size());
        String pen =
                "fill='none' stroke='"
                        + colour
                        + "' stroke-width='2' stroke-dasharray='"
                        + dashes
                        + "'";
        out.append("<polyline ").append(pen).append(" points='");
        for (Point point : line.points) {
            if (point.x <= acrossMax) {
                out.append(places(x(point.x))).append(",");
                out.append(places(y(Math.min(upMax, point.y)))).append(" ");
            }
        }
        out.append("'/>\n");
        marks(out, which, colour);
        int y = TOP + 8 + which * LEGEND_STEP;
        int x = WIDTH - RIGHT + 16;
        segment(out, pen, x, y, x + 28, y);
        mark(out, which, colour, x + 14, y);
        text(out, x + 36, y + 4, "start", line.name);
    }

    private void marks(StringBuilder out, int which, String colour) {
        double due = which * MARKS_SHIFTED;
        Point before = null;
        for (Point point : lines.get(which).points) {
            if (point.x > acrossMax) {
                continue;
            }
            double x = x(point.x);
            double y = y(Math.min(upMax, point.y));
            due -= before == null ? 0 : Math.abs(x - before.x) + Math.abs(y - before.y);
            before = new Point(x, y);
            if (due <= 0) {
                mark(out, which, colour, x, y);
                due = MARKS_APART;
            }
        }
    }

    private static void mark(StringBuilder out, int which, String colour, double x, double y) {
        out.append("<path transform='translate(").append(places(x)).append(" ").append(places(y));
        out.append(")' d='").append(MARKS.get(which % MARKS.size()));
        out.append("' fill='").append(colour).append("' stroke='").append(colour).append("'/>\n");
    }

    private double x(double value) {
        return LEFT + value / acrossMax * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / upMax * (HEIGHT - TOP - BOTTOM);
    }

    private static void segment(
            StringBuilder out, String pen, double x1, double y1, double x2, double y2) {
        out.append("<line ").append(pen);
        out.append(" x1='").append(places(x1)).append("' y1='").append(places(y1));
        out.append("' x2='").append(places(x2)).append("' y2='").append(places(y2)).append("'/>\n");
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text) {
        out.append("<text x='").append(places(x)).append("' y='").append(places(y));
        out.append("' text-anchor='").append(anchor).append("'>");
        out.append(escaped(text)).append("</text>\n");
    }

    private static String places(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String figure(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : Table.figure(value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
