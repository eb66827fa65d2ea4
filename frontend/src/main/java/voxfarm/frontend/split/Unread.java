package voxfarm.frontend.split;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What of a text is not read aloud, collected while it is read. On one thread. */
public final class Unread {
    /** A text may make up any number of them. */
    private static final int LISTED_TAGS = 40;

    /** Of what a text asks for in vain, so much is named. */
    private static final int LISTED_WISHES = 20;

    private final Set<String> tags = new TreeSet<>();
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private int moreWishes;
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
    public void control() {
        controls = true;
    }

    /** Something that a text asks for in vain. */
    private record Wish(String where, int times) {
        Wish again() {
            return new Wish(where, times + 1);
        }
    }

    /**
     * Something that a text in SSML asks for and that is not done.
     *
     * @param what a sentence without its end; counted once a place
     * @param where the first such place
     */
    public void notDone(String what, String where) {
        Wish known = wishes.get(what);
        if (known != null) {
            wishes.put(what, known.again());
        } else if (wishes.size() < LISTED_WISHES) {
            wishes.put(what, new Wish(where, 1));
        } else {
            moreWishes++;
        }
    }

    /** What a text in SSML asks for in vain, a sentence for each kind, with its first place. */
    public List<String> notDone() {
        List<String> notDone = new ArrayList<>();
        wishes.forEach((what, wish) ->
                notDone.add(
                        what
                                + " ("
                                + wish.where()
                                + (wish.times() > 1
                                        ? "; " + wish.times() + " times in all)"
                                        : ")")));
        if (moreWishes > 0) {
            notDone.add(moreWishes + " more of other kinds are not done");
        }
        return notDone;
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
