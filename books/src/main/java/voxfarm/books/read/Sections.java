package voxfarm.books.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.books.Block;
import voxfarm.books.Chapter;
import voxfarm.books.LeftOut;
import voxfarm.books.markup.Matter;

/** Chapters of a text that names them by headings of several levels. */
final class Sections {
    private final List<Block> blocks;
    private final List<Chapter> chapters = new ArrayList<>();
    private Optional<String> part = Optional.empty();
    private int begin;

    private Sections(List<Block> blocks) {
        this.blocks = blocks;
    }

    /**
     * @param title of the book, if a heading of its own told it
     */
    record Found(Optional<String> title, List<Chapter> chapters) {}

    /**
     * Cuts at the highest level that has more than one heading; a single one above it is the title.
     * Where most of the level below are called chapters, the level above are parts.
     */
    static Found of(List<Block> blocks) {
        int level = 1;
        while (level < 6 && count(blocks, level) < 2) {
            level++;
        }
        if (count(blocks, level) < 2) {
            level = 0;
        }
        Optional<String> title = Optional.empty();
        for (Block block : blocks) {
            if (block.isHeading() && (level == 0 || block.level() < level)) {
                title = Optional.of(block.text());
                break;
            }
        }
        Sections sections = new Sections(blocks);
        sections.cut(level, areParts(blocks, level));
        return new Found(title, sections.chapters);
    }

    private static int count(List<Block> blocks, int level) {
        return (int)
                blocks.stream()
                        .filter(block -> block.isHeading() && block.level() == level)
                        .count();
    }

    /** Whether the headings of the level below are those that name chapters. */
    private static boolean areParts(List<Block> blocks, int level) {
        if (level == 0) {
            return false;
        }
        List<String> below =
                blocks.stream()
                        .filter(block -> block.isHeading() && block.level() == level + 1)
                        .map(Block::text)
                        .toList();
        long named = below.stream().filter(text -> ChapterHeadings.of(text).isPresent()).count();
        return below.size() > 1 && named * 2 > below.size();
    }

    private void cut(int level, boolean parts) {
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (!block.isHeading() || level == 0) {
                continue;
            }
            if (block.level() == level) {
                end(i);
                part = parts ? Optional.of(block.text()) : Optional.empty();
            } else if (parts && block.level() == level + 1 && !isHeadingAlone(begin, i)) {
                end(i);
            }
        }
        end(blocks.size());
    }

    private boolean isHeadingAlone(int from, int to) {
        return from == to || blocks.subList(from, to).stream().allMatch(Block::isHeading);
    }

    private void end(int to) {
        if (to > begin) {
            List<Block> own = blocks.subList(begin, to);
            List<String> headings =
                    own.stream().takeWhile(Block::isHeading).map(Block::text).toList();
            boolean below = part.isPresent() && headings.size() > 1;
            String title =
                    headings.isEmpty()
                            ? chapters.isEmpty() ? "Beginning" : "Text"
                            : below ? headings.get(1) : headings.getFirst();
            Optional<LeftOut> leftOut =
                    own.stream().allMatch(Block::isHeading)
                            ? Optional.of(chapters.isEmpty() ? LeftOut.TITLE_PAGE : LeftOut.EMPTY)
                            : Matter.byTitle(title);
            chapters.add(
                    new Chapter(
                            title,
                            part.filter(name -> !name.equals(title)),
                            "block " + (begin + 1),
                            leftOut,
                            own));
        }
        begin = to;
    }
}
