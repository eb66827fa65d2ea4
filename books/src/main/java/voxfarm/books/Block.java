package voxfarm.books;

import java.util.List;

/**
 * A piece of a chapter as a reader sees it: a paragraph, a heading, an item.
 *
 * @param level of a heading 1 to 6; of an item how deep its list is nested, from 1; else 0
 * @param text without marks; line ends where the book has them, as in verse; empty of a scene's end
 *     alone
 * @param rubies readings that stand beside characters, in their order
 */
public record Block(Kind kind, int level, String text, List<Ruby> rubies) {
    public enum Kind {
        HEADING,
        PARAGRAPH,
        ITEM,

        /** Of a table, its cells parted by commas. */
        ROW,

        /** The end of a scene. */
        SCENE,

        /** A picture, by its description. */
        PICTURE
    }

    /**
     * A reading beside characters, as Japanese and Chinese books print it.
     *
     * @param begin of the characters, in UTF-16 units of the block's text
     * @param end behind them
     */
    public record Ruby(int begin, int end, String reading) {}

    public Block {
        rubies = List.copyOf(rubies);
    }

    public static Block heading(int level, String text) {
        return new Block(Kind.HEADING, level, text, List.of());
    }

    public static Block paragraph(String text) {
        return new Block(Kind.PARAGRAPH, 0, text, List.of());
    }

    public static Block scene() {
        return new Block(Kind.SCENE, 0, "", List.of());
    }

    public boolean isHeading() {
        return kind == Kind.HEADING;
    }
}
