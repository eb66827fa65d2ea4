package voxfarm.books.publish;

import java.util.List;
import java.util.Optional;

/** Text and sound of a chapter together. */
public final class ReadAlong {
    private ReadAlong() {}

    /**
     * When a sentence is heard, in seconds from the beginning of its chapter's sound file.
     *
     * @param to not before {@code from}
     */
    public record Clip(double from, double to) {
        public Clip {
            if (!(from >= 0 && to >= from)) { // NaN fails too
                throw new IllegalArgumentException("heard from " + from + " to " + to);
            }
        }
    }

    /**
     * What lights up while it is heard.
     *
     * @param spaced whether a space stands before it
     * @param clip empty if nothing of it is heard
     */
    public record Sentence(String text, boolean spaced, Optional<Clip> clip) {}

    /** What stands by itself. */
    public enum Kind {
        HEADING,
        PARAGRAPH,
        ITEM,

        /** The end of a scene, without words. */
        SCENE
    }

    /**
     * @param level of a heading, 1 to 6
     */
    public record Paragraph(Kind kind, int level, List<Sentence> sentences) {
        public Paragraph {
            sentences = List.copyOf(sentences);
        }
    }
}
