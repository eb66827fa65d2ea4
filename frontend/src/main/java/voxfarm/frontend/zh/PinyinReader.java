package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads words aloud: the longest phrases from the left that the dictionary of phrases has, single
 * characters by their usual reading. Gives what pypinyin gives.
 */
final class PinyinReader {
    private final ChineseData data;

    PinyinReader(ChineseData data) {
        this.data = data;
    }

    /**
     * One character's reading.
     *
     * @param initial empty where a syllable begins with its final; for a mark, the mark
     * @param rime the final with the tone's digit at its end; for a mark, the mark
     */
    record Reading(String initial, String rime) {
        boolean mark() {
            return initial.equals(rime);
        }

        /** Whether the tone (or the mark) ends with this character. */
        boolean hasTone(char tone) {
            return !rime.isEmpty() && rime.charAt(rime.length() - 1) == tone;
        }

        Reading withTone(char tone) {
            return rime.isEmpty()
                    ? this
                    : new Reading(initial, rime.substring(0, rime.length() - 1) + tone);
        }
    }

    /** One reading a character. */
    List<Reading> read(String word) {
        List<Reading> readings = new ArrayList<>();
        int start = 0;
        while (start < word.length()) {
            int end = start;
            while (end < word.length() && WordLattice.ideograph(word.charAt(end))) {
                end++;
            }
            if (end > start) {
                readRun(word, start, end, readings);
                start = end;
            } else {
                String mark = word.substring(start, start + 1);
                readings.add(new Reading(mark, mark));
                start++;
            }
        }
        return readings;
    }

    private void readRun(String word, int start, int end, List<Reading> readings) {
        int at = start;
        while (at < end) {
            int node = 0;
            int phraseEnd = at;
            int phrase = -1;
            int i = at;
            while (i < end) {
                node = data.phrases.step(node, word.charAt(i));
                if (node == WordTrie.NONE) {
                    break;
                }
                i++;
                if (data.phrases.value(node) >= 0) {
                    phrase = data.phrases.value(node);
                    phraseEnd = i;
                }
            }
            if (phrase >= 0) {
                for (int k = 0; k < phraseEnd - at; k++) {
                    readings.add(reading(data.phraseSyllables[phrase + k]));
                }
                at = phraseEnd;
                continue;
            }
            // pypinyin gives up a rest that begins a phrase and ends before it does
            int singlesEnd = i == end ? end : at + 1;
            for (; at < singlesEnd; at++) {
                readings.add(single(word.charAt(at)));
            }
        }
    }

    private Reading single(char c) {
        boolean inTable = c >= ChineseData.FIRST && c <= ChineseData.LAST;
        char syllable = inTable ? data.singles[c - ChineseData.FIRST] : ChineseData.NO_READING;
        return syllable == ChineseData.NO_READING
                ? new Reading(String.valueOf(c), String.valueOf(c))
                : reading(syllable);
    }

    private Reading reading(int syllable) {
        ChineseData.Syllable found = data.syllables.get(syllable);
        return new Reading(found.initial(), found.rime());
    }
}
