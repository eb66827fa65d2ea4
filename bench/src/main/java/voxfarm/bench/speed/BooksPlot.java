package voxfarm.bench.speed;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;

/** How far each book was at each second, as an SVG picture. */
final class BooksPlot {
    private static final int WIDTH = 960;
    private static final int LEAST_HEIGHT = 420;
    private static final int ROW = 20;
    private static final int LEFT = 60;
    private static final int RIGHT = 230;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;

    /** Told apart by people who see few colours, too: Okabe and Ito's. */
    private static final List<String> COLOURS =
            List.of(
                    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000",
                    "#999999");

    private final List<BooksBench.Made> books;
    private final double seconds;
    private final int height;

    BooksPlot(List<BooksBench.Made> books) {
        this.books = books;
        this.height = Math.max(LEAST_HEIGHT, TOP + (books.size() + 2) * ROW);
        this.seconds =
                Math.max(1, books.stream().mapToDouble(book -> book.endedAt).max().orElse(1));
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                height);
        line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        line(
                svg,
                "<text x=\"%d\" y=\"24\" font-size=\"15\">Share of each book that is spoken</text>",
                LEFT);
        axes(svg);
        for (int i = 0; i < books.size(); i++) {
            curve(svg, i);
        }
        line(svg, "</svg>");
        return svg.toString();
    }

    @FormatMethod
    private static void line(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private double x(double at) {
        return LEFT + at / seconds * (WIDTH - LEFT - RIGHT);
    }

    private double y(double share) {
        return height - BOTTOM - share * (height - TOP - BOTTOM);
    }

    private void axes(StringBuilder svg) {
        for (int i = 0; i <= 4; i++) {
            double share = i / 4.0;
            line(
                    svg,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
                    LEFT,
                    y(share),
                    WIDTH - RIGHT,
                    LEFT - 8,
                    y(share) + 4,
                    25 * i);
            double at = seconds * share;
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>",
                    x(at),
                    height - BOTTOM + 20,
                    at);
        }
    }

    private void curve(StringBuilder svg, int number) {
        BooksBench.Made book = books.get(number);
        String colour = COLOURS.get(number % COLOURS.size());
        String dashes = number < COLOURS.size() ? "" : " stroke-dasharray=\"6 3\"";
        StringBuilder path = new StringBuilder();
        for (double[] point : book.points) {
            path.append(
                    String.format(
                            Locale.ROOT,
                            "%s%.1f %.1f",
                            path.isEmpty() ? "M" : "L",
                            x(point[0]),
                            y(Math.clamp(point[1], 0, 1))));
        }
        line(
                svg,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                path,
                colour,
                dashes);
        int row = TOP + 12 + number * ROW;
        line(
                svg,
                "<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"2\"%s/>"
                        + "<text x=\"%d\" y=\"%d\">%s, %.0f min</text>",
                WIDTH - RIGHT + 14,
                row - 4,
                colour,
                dashes,
                WIDTH - RIGHT + 44,
                row,
                book.name.replace("&", "&amp;").replace("<", "&lt;"),
                book.audioSeconds / 60);
    }
}
