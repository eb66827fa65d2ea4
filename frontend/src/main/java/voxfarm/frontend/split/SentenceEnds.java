package voxfarm.frontend.split;

import voxfarm.frontend.en.FullStops;

/**
 * Where a sentence ends, whatever its language. Of what lies behind a mark it looks at as much as
 * {@link #LOOK_AHEAD} says, so that the same marks end the same sentences wherever a text is read
 * in pieces. On one thread.
 */
final class SentenceEnds {
    /** How far behind a place what stands there matters. */
    static final int LOOK_AHEAD = 4096;

    /** Longer runs of marks and blanks are not followed. */
    private static final int LONGEST_RUN = 1024;

    /** Of what stands in a longer bracket, sentences are sentences. */
    private static final int LONGEST_BRACKET = 120;

    private final StringBuilder text;
    private int bracketEnd;

    /**
     * @param text grows at its end; {@link #forget} says when it loses its front
     */
    SentenceEnds(StringBuilder text) {
        this.text = text;
    }

    /** So many characters at the front are gone. */
    void forget(int characters) {
        bracketEnd -= characters;
    }

    /**
     * A run of marks and closing quotes that stands together.
     *
     * @param end behind its last character
     * @param dots how many full stops it has
     * @param strong whether it has a question or exclamation mark
     * @param wide whether it has a mark of Chinese and Japanese, ellipses aside
     * @param ellipsis whether it has the character
     * @param closers whether it has a closing quote or bracket
     */
    private record Run(
            int end, int dots, boolean strong, boolean wide, boolean ellipsis, boolean closers) {}

    private Run run(int at) {
        int most = Math.min(text.length(), at + LONGEST_RUN);
        int end = at;
        int dots = 0;
        boolean strong = false;
        boolean wide = false;
        boolean ellipsis = false;
        boolean closers = false;
        while (end < most) {
            char c = text.charAt(end);
            if (c == '.') {
                dots++;
            } else if (Characters.isEllipsis(c)) {
                ellipsis = true;
            } else if (Characters.isWideEnd(c)) {
                wide = true;
            } else if (Characters.isNarrowEnd(c)) {
                strong = true;
            } else if (Characters.isCloser(text, end)) {
                closers = true;
            } else if (isSpacedCloser(end)) {
                closers = true;
                end++;
            } else {
                break;
            }
            end++;
        }
        return new Run(end, dots, strong, wide, ellipsis, closers);
    }

    /** As French has it: « Oui. » */
    private boolean isSpacedCloser(int at) {
        return at + 1 < text.length()
                && text.charAt(at + 1) == '»'
                && Characters.isBlank(text.charAt(at))
                && (at + 2 == text.length() || Characters.isBlank(text.charAt(at + 2)));
    }

    /**
     * Behind the marks that begin at a place, which is that of one.
     *
     * @return negative if no sentence ends there: the complement of the place behind them
     */
    int behindMarks(int begin, int at) {
        Run run = run(at);
        boolean inside = at < bracketEnd && run.end() <= bracketEnd;
        return !inside && ends(run, begin, at) ? run.end() : ~run.end();
    }

    /** Takes note of a bracket that opens there within a sentence. */
    void look(int begin, int at) {
        char closing = Characters.closing(text.charAt(at));
        if (closing == 0 || at < bracketEnd) {
            return;
        }
        boolean title = closing == '》' || closing == '〉';
        char before = at > 0 ? text.charAt(at - 1) : ' ';
        if (":;=-".indexOf(before) >= 0) {
            return; // a face
        }
        int most = Math.min(text.length(), at + LONGEST_BRACKET);
        int depth = 0;
        for (int i = at; i < most && text.charAt(i) != '\n'; i++) {
            char c = text.charAt(i);
            if (Characters.closing(c) != 0) {
                depth++;
            } else if (isClosingBracket(c) && --depth == 0) {
                boolean alone = Characters.isEnd(text.charAt(i - 1)) && !hasWords(begin, at);
                bracketEnd = alone && !title ? bracketEnd : i; // "(They left. He stayed.)"
                return;
            }
        }
    }

    private static boolean isClosingBracket(char c) {
        return ")]）］】》〉〕".indexOf(c) >= 0;
    }

    /** Whether the sentence has begun, as far as one sees from near. */
    private boolean hasWords(int begin, int at) {
        for (int i = at - 1; i >= begin; i--) {
            if (Character.isLetterOrDigit(text.charAt(i)) || at - i > LONGEST_BRACKET) {
                return true;
            }
        }
        return false;
    }

    private boolean ends(Run run, int begin, int at) {
        if (run.end() == text.length()) {
            return true;
        }
        char after = text.charAt(run.end());
        boolean opened = at > begin && Characters.isOpener(text.charAt(at - 1)) && run.closers();
        if (Characters.isClauseMark(after) || opened) {
            return false; // "(!)"
        }
        if (run.wide()) {
            return !isWideDotInside(at, run.end())
                    && !Japanese.goesOn(text, run.end(), run.closers());
        }
        boolean blank = Characters.isBlank(after);
        if (!blank
                && !Characters.isWide(after)
                && !(Characters.isOpener(after) && after > '\u007f')) {
            return false;
        }
        if (run.dots() == 1 && !run.strong() && !run.ellipsis()) {
            return FullStops.ends(near(at), begin, text.indexOf(".", at));
        }
        if (!blank && Japanese.goesOn(text, run.end(), run.closers())) {
            return false;
        }
        return small(run.end())
                ? !run.closers() && FullStops.beginsSmall(text, begin)
                : run.strong() || blank || hasWords(begin, at);
    }

    /**
     * In Japanese the full-width dot ends sentences, which end in kana; elsewhere it stands between
     * digits and the parts of a name.
     */
    private boolean isWideDotInside(int at, int end) {
        return end == at + 1
                && text.charAt(at) == '．'
                && at > 0
                && !Characters.isHiragana(text.charAt(at - 1))
                && Character.isLetterOrDigit(text.charAt(end));
    }

    /** Whether the next word begins with a small letter. */
    private boolean small(int behind) {
        int next = Characters.skipBlanks(text, behind, LONGEST_RUN);
        while (next < text.length() && "\"'“‘(".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next < text.length() && Character.isLowerCase(text.charAt(next));
    }

    private CharSequence near(int at) {
        int most = at + LONGEST_RUN;
        return text.length() <= most ? text : new Front(text, most);
    }

    /** A text that ends earlier. */
    private record Front(CharSequence whole, int length) implements CharSequence {
        @Override
        public char charAt(int index) {
            return whole.charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return whole.subSequence(from, to);
        }
    }
}
