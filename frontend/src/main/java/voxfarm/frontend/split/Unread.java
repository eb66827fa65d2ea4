package voxfarm.frontend.split;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What of a text is not read aloud, collected while it is read. On one thread. */
public final class Unread {
    /** A text may make up any number of them. */
    private static final int LISTED_TAGS = 40;

    private final Set<String> tags = new TreeSet<>();
    private boolean frontMatter;
    private boolean controls;

    /** A tag by its name, such as {@code speak}. */
    void tag(String name) {
        if (tags.size() <= LISTED_TAGS) {
            tags.add(name);
        }
    }

    /** The block of settings before a Markdown text. */
    void frontMatter() {
        frontMatter = true;
    }

    /** An escape sequence of terminals, or another control character. */
    void control() {
        controls = true;
    }

    /** What was found, a sentence for each kind. */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (!tags.isEmpty()) {
            notices.add(
                    "tags shape the text and are not read: "
                            + listed()
                            + "; what they ask of the voice is not done");
        }
        if (frontMatter) {
            notices.add(
                    "the front matter at the head of the text is not read;"
                            + " split.markdown: false reads it");
        }
        if (controls) {
            notices.add("escape sequences of terminals and control characters are not read");
        }
        return notices;
    }

    private String listed() {
        String first = tags.stream().limit(LISTED_TAGS).collect(Collectors.joining(", "));
        return tags.size() > LISTED_TAGS ? first + " and others" : first;
    }
}
