package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import voxfarm.common.error.Problems;
import voxfarm.frontend.en.EnglishNormalizer.Style;
import voxfarm.frontend.en.EnglishNormalizer.Token;

/** Gathers what is to be spoken; of two marks in a row the stronger stays. */
final class SpokenWords {
    private static final int SHOWN_NOT_SPOKEN = 40;

    private final List<Token> tokens = new ArrayList<>();
    private final boolean begun;

    /**
     * @param begun whether something is spoken before it, whose mark may come first here
     */
    SpokenWords(boolean begun) {
        this.begun = begun;
    }

    /** Words with spaces between them; capitals alone are names of letters, said as one word. */
    void words(String text) {
        StringBuilder letters = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            boolean letter = word.length() == 1 && Character.isUpperCase(word.charAt(0));
            if (letter) {
                letters.append(word);
                continue;
            }
            letters(letters.toString());
            letters.setLength(0);
            word(word);
        }
        letters(letters.toString());
    }

    void word(String spelling) {
        if (!spelling.isEmpty()) {
            add(spelling, Style.WORD);
        }
    }

    /** Behind an apostrophe. */
    void clipped(String spelling) {
        add(spelling, Style.CLIPPED);
    }

    /** A syllable before a hyphen, as in "re-elected". */
    void prefix(String spelling) {
        add(spelling, Style.PREFIX);
    }

    /** The names of the letters; what else stands between them is left out. */
    void letters(String spelling) {
        StringBuilder letters = new StringBuilder();
        spelling.chars().filter(Character::isLetter).forEach(c -> letters.append((char) c));
        if (!letters.isEmpty()) {
            add(letters.toString(), Style.LETTERS);
        }
    }

    /** As an ending of the last word. */
    void appendToLast(String ending) {
        if (tokens.getLast() instanceof Token.Word(String text, String spelling, Style style)) {
            tokens.set(tokens.size() - 1, new Token.Word(text + ending, spelling + ending, style));
        }
    }

    private void add(String spelling, Style style) {
        tokens.add(new Token.Word(spelling.toLowerCase(Locale.ROOT), spelling, style));
    }

    void mark(char mark) {
        if (tokens.isEmpty()) {
            if (begun) {
                tokens.add(new Token.Mark(mark));
            }
            return;
        }
        if (tokens.getLast() instanceof Token.Mark(char before)) {
            if (".!?".indexOf(mark) >= 0 && ".!?".indexOf(before) < 0) {
                tokens.set(tokens.size() - 1, new Token.Mark(mark));
            }
            return;
        }
        tokens.add(new Token.Mark(mark));
    }

    void notSpoken(String text) {
        tokens.add(new Token.NotSpoken(Problems.shortened(text, SHOWN_NOT_SPOKEN)));
    }

    /** Whether a sentence begins here, as far as marks tell. */
    boolean beginsSentence() {
        if (tokens.isEmpty()) {
            return !begun;
        }
        return tokens.getLast() instanceof Token.Mark(char mark) && ".!?:".indexOf(mark) >= 0;
    }

    List<Token> finish() {
        return List.copyOf(tokens);
    }
}
