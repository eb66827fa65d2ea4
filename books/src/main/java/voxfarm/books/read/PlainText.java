package voxfarm.books.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.books.About;
import voxfarm.books.Block;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.LeftOut;

/**
 * A book of plain text: lines that were wrapped are joined, chapters are told by their headings,
 * and what Project Gutenberg puts around its texts is left out.
 */
final class PlainText {
    private static final Pattern START =
            Pattern.compile("\\*{3}\\s*START OF (?:THE|THIS) PROJECT GUTENBERG.*", Pattern.DOTALL);
    private static final Pattern END =
            Pattern.compile(
                    "\\*{3}\\s*END OF (?:THE|THIS) PROJECT GUTENBERG.*"
                            + "|End of (?:the )?Project Gutenberg.*",
                    Pattern.DOTALL);
    private static final Pattern TITLE = Pattern.compile("Title:\\s+(\\S.*)");
    private static final Pattern AUTHOR = Pattern.compile("(?:Author:|by|作者[:：]?)\\s+(\\S.*)");
    private static final Pattern SCENE =
            Pattern.compile("(?:[*•·※◆◇☆★＊⁂~_=—–\\-]\\s*+){3,}+|[*※◆◇☆★＊⁂]");

    /** Lines of wrapped text are that long, all but the last of a paragraph. */
    private static final int SHORTEST_WRAPPED = 50;

    private static final int LONGEST_WRAPPED = 100;

    /** Of so many lines of wrapped text one may be longer, such as an address. */
    private static final int LONGER_IN = 50;

    /** Text before the first heading that is shorter is a title page. */
    private static final int TITLE_PAGE_CHARACTERS = 400;

    private final List<Line> lines = new ArrayList<>();
    private final boolean wrapped;
    private final List<String> notes = new ArrayList<>();
    private Optional<String> title = Optional.empty();
    private final List<String> authors = new ArrayList<>();

    /**
     * @param number from 1, as an editor counts
     * @param text without blanks around it; empty of a blank line
     */
    private record Line(int number, String text) {
        boolean isBlank() {
            return text.isEmpty();
        }
    }

    /** What stands between two headings. */
    private static final class Open {
        final int line;
        final Optional<String> title;
        final Optional<String> part;
        final List<Block> blocks = new ArrayList<>();

        Open(int line, Optional<String> title, Optional<String> part) {
            this.line = line;
            this.title = title;
            this.part = part;
        }

        boolean hasText() {
            return blocks.stream()
                    .filter(block -> !block.isHeading())
                    .anyMatch(block ->
                            block.text().codePoints().anyMatch(Character::isLetterOrDigit));
        }
    }

    private PlainText(String text) {
        List<String> all = Arrays.asList(text.split("\\R", -1));
        int books = 0;
        int begin = 0;
        boolean inside = true;
        boolean around = false;
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i).strip();
            if (START.matcher(line).matches()) {
                about(all.subList(begin, i));
                begin = i + 1;
                inside = true;
                around = true;
            } else if (inside && END.matcher(line).matches()) {
                add(all, begin, i);
                books++;
                begin = i + 1;
                inside = false;
                around = true;
            }
        }
        if (inside) {
            add(all, begin, all.size());
        }
        if (around) {
            notes.add("Project Gutenberg's own words around the book are left out");
        }
        if (books > 1) {
            notes.add("there are " + books + " books of Project Gutenberg in it, read as one");
        }
        wrapped = isWrapped();
    }

    private void add(List<String> all, int begin, int end) {
        for (int i = begin; i < end; i++) {
            lines.add(new Line(i + 1, all.get(i).strip()));
        }
    }

    static Book read(String text) {
        return new PlainText(text).book();
    }

    private void about(List<String> head) {
        for (String line : head) {
            Matcher named = TITLE.matcher(line.strip());
            Matcher by = AUTHOR.matcher(line.strip());
            if (named.matches()) {
                title = title.or(() -> Optional.of(named.group(1))); // of several books the first
            } else if (by.matches() && !authors.contains(by.group(1))) {
                authors.add(by.group(1));
            }
        }
    }

    /** Lines that others follow end where a line was full, and none is longer. */
    private boolean isWrapped() {
        long full = 0;
        long followed = 0;
        int written = 0;
        int longer = 0;
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).text().length();
            written += length > 0 ? 1 : 0;
            longer += length > LONGEST_WRAPPED ? 1 : 0;
            if (length > 0 && i + 1 < lines.size() && !lines.get(i + 1).isBlank()) {
                followed += length;
                full += length >= SHORTEST_WRAPPED && length <= LONGEST_WRAPPED ? length : 0;
            }
        }
        return followed > 0 && full * 2 > followed && longer * LONGER_IN <= written;
    }

    private Book book() {
        List<Open> pieces = pieces();
        int contents = contents(pieces);
        List<Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Open piece = pieces.get(i);
            if (!piece.blocks.isEmpty()) {
                chapters.add(chapter(piece, i, contents, pieces.size()));
            }
        }
        if (pieces.size() == 1) {
            notes.add("no chapter headings were found: the whole text is one chapter");
        }
        About about =
                About.of(title, authors, Optional.empty(), Optional.empty(), Optional.empty());
        return new Book("plain text", about, chapters, notes);
    }

    private Chapter chapter(Open piece, int index, int contents, int count) {
        Optional<LeftOut> leftOut = Optional.empty();
        if (index > 0 && index < contents) {
            leftOut = Optional.of(LeftOut.CONTENTS);
        } else if (index == 0 && count > 1 && isTitlePage(piece)) {
            leftOut = Optional.of(LeftOut.TITLE_PAGE);
            titlePage(piece);
        } else if (!piece.hasText()) {
            leftOut = Optional.of(LeftOut.EMPTY);
        }
        String name =
                piece.title.orElseGet(() ->
                        index == 0 && count > 1
                                ? "Before the first heading"
                                : title.orElse("Text"));
        return new Chapter(name, piece.part, "line " + piece.line, leftOut, piece.blocks);
    }

    private static boolean isTitlePage(Open piece) {
        return piece.blocks.stream().mapToInt(block -> block.text().length()).sum()
                < TITLE_PAGE_CHARACTERS;
    }

    private void titlePage(Open piece) {
        for (Block block : piece.blocks) {
            for (String line : block.text().split("\n", -1)) {
                Matcher by = AUTHOR.matcher(line);
                if (by.matches()) {
                    authors.add(by.group(1));
                } else if (title.isEmpty() && !line.isBlank()) {
                    title = Optional.of(line);
                }
            }
        }
    }

    /**
     * Where the book begins behind a table of contents in it: headings in a row without text, that
     * all come again. 1 if there is none.
     */
    private static int contents(List<Open> pieces) {
        int end = 1;
        while (end < pieces.size() && !pieces.get(end).hasText()) {
            end++;
        }
        if (end < 4) {
            return 1;
        }
        Map<String, Integer> later = new HashMap<>();
        for (int i = end - 1; i < pieces.size(); i++) {
            pieces.get(i).title.ifPresent(name -> later.merge(key(name), 1, Integer::sum));
        }
        int again = 0;
        for (int i = 1; i < end; i++) {
            again += later.containsKey(key(pieces.get(i).title.orElse(""))) ? 1 : 0;
        }
        if (again * 2 <= end - 1) {
            return 1;
        }
        // the last of the row may be the first chapter's part, or its number
        String first = key(pieces.get(1).title.orElse(""));
        for (int i = 2; i < pieces.size(); i++) {
            if (key(pieces.get(i).title.orElse("")).equals(first)) {
                return i;
            }
        }
        return end;
    }

    /** A heading as its kind and number, since a title stands in one place and not in another. */
    private static String key(String heading) {
        String words = heading.toLowerCase(Locale.ROOT).replaceAll("[\\s.:：—–-]+", " ");
        String[] parts = words.strip().split(" ", 3);
        return parts.length > 1 ? parts[0] + " " + parts[1] : parts[0];
    }

    private List<Open> pieces() {
        List<Open> pieces = new ArrayList<>();
        Open open =
                new Open(
                        lines.isEmpty() ? 1 : lines.getFirst().number(),
                        Optional.empty(),
                        Optional.empty());
        pieces.add(open);
        Optional<String> part = Optional.empty();
        List<Block> parts = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            Line line = lines.get(i);
            Optional<ChapterHeadings.Heading> found =
                    standsAlone(i) ? ChapterHeadings.of(line.text()) : Optional.empty();
            if (found.isEmpty()) {
                i = block(i, open.blocks);
                continue;
            }
            ChapterHeadings.Heading heading = found.get();
            String name = heading.text();
            i++;
            int below = next(i);
            if (heading.bare() && isTitleBelow(i, below)) {
                name = name.replaceAll("[\\s.:：—–-]+$", "") + ". " + lines.get(below).text();
                i = below + 1;
            }
            if (heading.isPart()) {
                part = Optional.of(name);
                parts.add(Block.heading(1, name));
                if (isHeading(next(i))) {
                    continue; // it is read before its first chapter
                }
            }
            open =
                    new Open(
                            line.number(),
                            Optional.of(name),
                            heading.isPart() ? Optional.empty() : part);
            open.blocks.addAll(parts);
            parts.clear();
            if (!heading.isPart()) {
                open.blocks.add(Block.heading(2, name));
            }
            pieces.add(open);
        }
        return pieces;
    }

    private boolean isHeading(int i) {
        return i < lines.size()
                && standsAlone(i)
                && ChapterHeadings.of(lines.get(i).text()).isPresent();
    }

    private boolean isTitleBelow(int from, int below) {
        return below < lines.size()
                && standsAlone(below)
                && ChapterHeadings.mayBeTitle(lines.get(below).text())
                && followsAtOnce(from, below);
    }

    /** A title stands below its number, with a blank line between at most. */
    private boolean followsAtOnce(int from, int below) {
        return below - from <= 1
                && (below + 1 >= lines.size() || lines.get(below + 1).isBlank() || !wrapped);
    }

    /** Whether a line is no part of a wrapped paragraph. */
    private boolean standsAlone(int at) {
        if (!wrapped || lines.get(at).isBlank()) {
            return !lines.get(at).isBlank();
        }
        boolean above = at == 0 || lines.get(at - 1).isBlank();
        boolean below = at + 1 >= lines.size() || lines.get(at + 1).isBlank();
        boolean amongHeadings =
                at + 1 < lines.size() && ChapterHeadings.of(lines.get(at + 1).text()).isPresent();
        boolean behindHeading = at > 0 && ChapterHeadings.of(lines.get(at - 1).text()).isPresent();
        return (above || behindHeading)
                && (below
                        || amongHeadings
                        || ChapterHeadings.of(lines.get(at).text())
                                .map(ChapterHeadings.Heading::bare)
                                .orElse(behindHeading));
    }

    private int next(int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        return at;
    }

    /** Adds the paragraph that begins at a line; gives the line behind it. */
    private int block(int from, List<Block> blocks) {
        Line line = lines.get(from);
        if (line.isBlank()) {
            return from + 1;
        }
        if (SCENE.matcher(line.text()).matches()) {
            blocks.add(Block.scene());
            return from + 1;
        }
        if (!wrapped) {
            blocks.add(Block.paragraph(line.text()));
            return from + 1;
        }
        StringBuilder paragraph = new StringBuilder(line.text());
        int at = from + 1;
        while (at < lines.size()
                && !lines.get(at).isBlank()
                && !(standsAlone(at) && ChapterHeadings.of(lines.get(at).text()).isPresent())) {
            join(paragraph, lines.get(at - 1).text(), lines.get(at).text());
            at++;
        }
        blocks.add(Block.paragraph(paragraph.toString()));
        return at;
    }

    /** A short line was ended by whoever wrote it, as in verse; a full one by the wrapping. */
    private static void join(StringBuilder paragraph, String above, String next) {
        char last = above.charAt(above.length() - 1);
        if (above.length() < SHORTEST_WRAPPED / 2 && Character.isUpperCase(next.charAt(0))) {
            paragraph.append('\n');
        } else if (!wide(last) || !wide(next.charAt(0))) {
            boolean hyphen =
                    last == '-'
                            && above.length() > 1
                            && Character.isLetter(above.charAt(above.length() - 2));
            paragraph.append(hyphen || last == '—' ? "" : " ");
        }
        paragraph.append(next);
    }

    /** Written without blanks between words. */
    private static boolean wide(char c) {
        return c >= '\u2e80' && !(c >= '\uac00' && c <= '\ud7af');
    }
}
