package voxfarm.books.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import voxfarm.books.About;
import voxfarm.books.Block;
import voxfarm.books.Book;
import voxfarm.frontend.split.MarkdownReader;

/** A book of Markdown: its headings are its chapters. */
final class MarkdownText {
    private static final Pattern ATX = Pattern.compile(" {0,3}(#{1,6})[ \\t]+(\\S.*)");

    /** Begins where blanks do, so that many of them are looked at once. */
    private static final Pattern CLOSING = Pattern.compile("(?<!\\s)\\s++#++\\s*+$");

    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:={2,}|-{2,})\\s*");
    private static final Pattern RULE =
            Pattern.compile(" {0,3}(?:[-*_]\\s*+){3,}+|\\s*[*※◆◇☆★＊⁂]\\s*");
    private static final Pattern ITEM =
            Pattern.compile("(\\s*)(?:[-*+]|(\\d{1,3})[.)])[ \\t]+(\\S.*)");
    private static final Pattern FENCE = Pattern.compile("\\s*(?:`{3,}|~{3,}).*");
    private static final Pattern FRONT =
            Pattern.compile("(title|author|lang(?:uage)?):\\s*+[\"']?(.*?)[\"']?");

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private Optional<String> title = Optional.empty();
    private Optional<String> language = Optional.empty();
    private final List<String> authors = new ArrayList<>();

    private MarkdownText() {}

    static Book read(String text) {
        MarkdownText markdown = new MarkdownText();
        List<String> lines = text.lines().toList();
        int from = markdown.frontMatter(lines);
        markdown.blocks(lines.subList(from, lines.size()));
        Sections.Found found = Sections.of(markdown.blocks);
        About about =
                About.of(
                        markdown.title.or(found::title),
                        markdown.authors,
                        markdown.language,
                        Optional.empty(),
                        Optional.empty());
        return new Book("Markdown", about, found.chapters(), List.of());
    }

    private int frontMatter(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) {
            return 0;
        }
        for (int i = 1; i < Math.min(lines.size(), 100); i++) {
            String line = lines.get(i);
            if (line.strip().equals("---") || line.strip().equals("...")) {
                return i + 1;
            }
            Matcher member = FRONT.matcher(line.stripTrailing());
            if (member.matches() && !member.group(2).isEmpty()) {
                switch (member.group(1)) {
                    case "title" -> title = Optional.of(member.group(2));
                    case "author" -> authors.add(member.group(2));
                    default -> language = Optional.of(member.group(2));
                }
            }
        }
        title = Optional.empty();
        language = Optional.empty();
        authors.clear();
        return 0; // it was a rule
    }

    private void blocks(List<String> lines) {
        boolean fenced = false;
        for (String line : lines) {
            Matcher heading = ATX.matcher(line);
            Matcher item = ITEM.matcher(line);
            if (FENCE.matcher(line).matches()) {
                end();
                fenced = !fenced;
            } else if (fenced) {
                paragraph.append(line).append('\n');
            } else if (heading.matches()) {
                end();
                String words = CLOSING.matcher(heading.group(2)).replaceFirst("");
                add(Block.heading(heading.group(1).length(), words(words)));
            } else if (!paragraph.isEmpty() && UNDERLINE.matcher(line).matches()) {
                String words = words(paragraph.toString());
                paragraph.setLength(0);
                add(Block.heading(line.strip().startsWith("=") ? 1 : 2, words));
            } else if (RULE.matcher(line).matches()) {
                end();
                blocks.add(Block.scene());
            } else if (item.matches()) {
                end();
                String number = item.group(2) == null ? "" : item.group(2) + ". ";
                int level = 1 + item.group(1).length() / 2;
                add(new Block(Block.Kind.ITEM, level, number + words(item.group(3)), List.of()));
            } else if (line.isBlank()) {
                end();
            } else {
                paragraph.append(line.stripTrailing()).append('\n');
            }
        }
        end();
    }

    private void end() {
        if (!paragraph.isEmpty()) {
            add(Block.paragraph(words(paragraph.toString())));
            paragraph.setLength(0);
        }
    }

    private void add(Block block) {
        if (!block.text().isBlank()) {
            blocks.add(block);
        }
    }

    private static String words(String marked) {
        return MarkdownReader.words(marked)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
