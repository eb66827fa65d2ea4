package voxfarm.frontend.split;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import voxfarm.common.error.Problems;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;

/** What of a text is not read aloud, collected while it is read. On one thread. */
public final class Unread {
    /** A text may make up any number of them. */
    private static final int LISTED_TAGS = 40;

    /** Of what a text asks for in vain, so much is named. */
    private static final int LISTED_WISHES = 20;

    /** Of pieces of signs alone, so many are named. */
    private static final int LISTED_PIECES = 20;

    private static final int LONGEST_PIECE = 40;

    private static final String NOT_DONE = "ssml_not_done";

    private final Set<String> tags = new TreeSet<>();
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private int moreWishes;
    private final List<Warning> pieces = new ArrayList<>();
    private int morePieces;
    private Optional<TextSpan> firstTag = Optional.empty();
    private Optional<TextSpan> frontMatter = Optional.empty();
    private Optional<TextSpan> firstControl = Optional.empty();

    /**
     * A tag by its name, such as {@code speak}.
     *
     * @param where in the caller's text; asked of the first
     */
    void tag(String name, Supplier<TextSpan> where) {
        if (tags.isEmpty()) {
            firstTag = Optional.of(where.get());
        }
        if (tags.size() <= LISTED_TAGS) {
            tags.add(name);
        }
    }

    /** The block of settings before a Markdown text. */
    void frontMatter(TextSpan where) {
        frontMatter = Optional.of(where);
    }

    /**
     * An escape sequence of terminals, or another control character.
     *
     * @param begin in the caller's text
     */
    public void control(int begin, int end) {
        if (firstControl.isEmpty()) {
            firstControl = Optional.of(new TextSpan(begin, end));
        }
    }

    /**
     * A piece of a text that no voice can speak. Marks of sentences and brackets are none to speak;
     * of others it is told.
     *
     * @param where in the caller's text
     */
    public void piece(String text, TextSpan where) {
        if (text.codePoints().noneMatch(Unread::isSeen)) {
            return;
        }
        if (pieces.size() < LISTED_PIECES) {
            String shown = Problems.shortened(text, LONGEST_PIECE);
            pieces.add(new Warning("not_spoken", "no reading for " + shown, Optional.of(where)));
        } else {
            morePieces++;
        }
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.OTHER_SYMBOL, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Something that a text asks for in vain. */
    private record Wish(Place first, int times) {
        Wish again() {
            return new Wish(first, times + 1);
        }
    }

    /**
     * A place in the caller's text.
     *
     * @param shown as people count
     */
    public record Place(String shown, Optional<TextSpan> span) {}

    /**
     * Something that a text in SSML asks for and that is not done.
     *
     * @param what a sentence without its end; counted once a place
     */
    public void notDone(String what, Place where) {
        Wish known = wishes.get(what);
        if (known != null) {
            wishes.put(what, known.again());
        } else if (wishes.size() < LISTED_WISHES) {
            wishes.put(what, new Wish(where, 1));
        } else {
            moreWishes++;
        }
    }

    /** What a text in SSML asks for in vain, one for each kind, with its first place. */
    public List<Warning> notDone() {
        List<Warning> notDone = new ArrayList<>();
        wishes.forEach((what, wish) ->
                notDone.add(
                        new Warning(
                                NOT_DONE,
                                what
                                        + " ("
                                        + wish.first().shown()
                                        + (wish.times() > 1
                                                ? "; " + wish.times() + " times in all)"
                                                : ")"),
                                wish.first().span())));
        if (moreWishes > 0) {
            notDone.add(new Warning(NOT_DONE, moreWishes + " more of other kinds are not done"));
        }
        return notDone;
    }

    /** What is not read: of each kind one, with its first place, and pieces of signs alone. */
    public List<Warning> notSpoken() {
        List<Warning> notSpoken = new ArrayList<>();
        firstTag.ifPresent(first ->
                add(
                        "tags shape the text and are not read: "
                                + listed()
                                + "; what they ask of the voice is not done",
                        first,
                        notSpoken));
        frontMatter.ifPresent(block ->
                add(
                        "the front matter at the head of the text is not read;"
                                + " split.markdown: false reads it",
                        block,
                        notSpoken));
        firstControl.ifPresent(first ->
                add(
                        "escape sequences of terminals and control characters are not read",
                        first,
                        notSpoken));
        notSpoken.addAll(pieces);
        if (morePieces > 0) {
            notSpoken.add(
                    new Warning("not_spoken", "no reading for " + morePieces + " more pieces"));
        }
        return notSpoken;
    }

    private static void add(String message, TextSpan first, List<Warning> notSpoken) {
        notSpoken.add(new Warning("markup_not_spoken", message, Optional.of(first)));
    }

    private String listed() {
        String first = tags.stream().limit(LISTED_TAGS).collect(Collectors.joining(", "));
        return tags.size() > LISTED_TAGS ? first + " and others" : first;
    }
}
