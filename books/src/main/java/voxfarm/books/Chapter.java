package voxfarm.books;

import java.util.List;
import java.util.Optional;
import voxfarm.common.plan.PartCutter;

/**
 * What a listener jumps to.
 *
 * @param title as the table of contents or its heading has it; not empty
 * @param part of the book that it belongs to, where the book has parts
 * @param source where it begins: a file of an archive, with the anchor, or a line
 * @param leftOut why it is not read
 * @param blocks with its headings
 */
public record Chapter(
        String title,
        Optional<String> part,
        String source,
        Optional<LeftOut> leftOut,
        List<Block> blocks) {
    public Chapter {
        blocks = List.copyOf(blocks);
    }

    /** UTF-16 units of its text. */
    public int characters() {
        return blocks.stream().mapToInt(block -> block.text().length()).sum();
    }

    /** How long it is when it is spoken without pauses, roughly. */
    public double seconds() {
        return blocks.stream().mapToDouble(block -> PartCutter.seconds(block.text())).sum();
    }

    /** Whether a listener would hear a word of it beside its headings. */
    public boolean hasWords() {
        return blocks.stream()
                .filter(block ->
                        block.kind() != Block.Kind.HEADING && block.kind() != Block.Kind.PICTURE)
                .anyMatch(block -> block.text().codePoints().anyMatch(Character::isLetterOrDigit));
    }
}
