package voxfarm.frontend.zh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import voxfarm.frontend.zh.PinyinReader.Reading;
import voxfarm.frontend.zh.PosTagger.Word;

/**
 * How tones change next to each other: 不 and 一 before a falling tone, neutral tones of particles
 * and well-worn words, third tones in a row. The rules are those of the original's front end, which
 * has them from PaddleSpeech; their order and their limits decide equality with it, and so does
 * which words are joined before.
 */
final class ToneSandhi {
    private static final String PARTICLES = "吧呢啊呐噻嘛吖嗨呐哦哒额滴哩哟喽啰耶喔诶";
    private static final String STRUCTURAL = "的地得";
    private static final String DIRECTIONS = "上下进出回过起开";
    private static final String BEFORE_MEASURE = "几有两半多各整每做是";
    private static final String PAUSES = "：，；。？！“”‘’':,;.?!";

    /** Characters that Unicode gives a number. */
    private static final String NUMERALS = "一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零";

    private final ChineseData data;
    private final PinyinReader reader;
    private final WordSegmenter segmenter;

    ToneSandhi(ChineseData data, PinyinReader reader) {
        this.data = data;
        this.reader = reader;
        this.segmenter = new WordSegmenter(data);
    }

    // joining words

    /** Joins words whose tones act upon each other. */
    List<Word> join(List<Word> words) {
        List<Word> joined = joinBu(words);
        joined = joinYi(joined);
        joined = joinEqual(joined);
        joined = joinThirdTones(joined, true);
        joined = joinThirdTones(joined, false);
        return joinEr(joined);
    }

    /** 不 goes with the word behind it. */
    private static List<Word> joinBu(List<Word> words) {
        List<Word> joined = new ArrayList<>();
        String last = "";
        for (Word word : words) {
            String text = last.equals("不") ? last + word.text() : word.text();
            if (!text.equals("不")) {
                joined.add(new Word(text, word.tag()));
            }
            last = text;
        }
        if (last.equals("不")) {
            joined.add(new Word(last, "d"));
        }
        return joined;
    }

    /** 看 一 看 becomes one word; any other 一 goes with the word behind it. */
    private static List<Word> joinYi(List<Word> words) {
        List<Word> repeated = joinAroundYi(words);
        if (repeated.isEmpty()) {
            return words; // the original fails here, and goes on with what it had
        }
        List<Word> joined = new ArrayList<>();
        for (Word word : repeated) {
            if (!joined.isEmpty() && joined.getLast().text().equals("一")) {
                append(joined, word.text());
            } else {
                joined.add(word);
            }
        }
        return joined;
    }

    private static void append(List<Word> words, String text) {
        Word last = words.removeLast();
        words.add(new Word(last.text() + text, last.tag()));
    }

    /**
     * Empty where the original fails: it counts in the list that it shortens, and so a sentence may
     * have one such word only.
     */
    private static List<Word> joinAroundYi(List<Word> words) {
        List<Word> joined = new ArrayList<>();
        boolean done = false;
        int i = 0;
        while (i < words.size()) {
            if (!aroundYi(words, i)) {
                joined.add(words.get(i++));
                continue;
            }
            // one that is tagged as a verb on one side alone loses or doubles text in the original
            if (!words.get(i + 1).tag().equals("v")) {
                joined.add(words.get(i++));
                continue;
            }
            if (done) {
                return List.of();
            }
            append(joined, "一" + words.get(i + 1).text());
            done = true;
            i += 2;
        }
        return joined;
    }

    private static boolean aroundYi(List<Word> words, int i) {
        return i >= 1
                && i + 1 < words.size()
                && words.get(i).text().equals("一")
                && words.get(i - 1).text().equals(words.get(i + 1).text())
                && words.get(i - 1).tag().equals("v");
    }

    private static List<Word> joinEqual(List<Word> words) {
        List<Word> joined = new ArrayList<>();
        for (Word word : words) {
            if (!joined.isEmpty() && joined.getLast().text().equals(word.text())) {
                append(joined, word.text());
            } else {
                joined.add(word);
            }
        }
        return joined;
    }

    /**
     * Joins neighbours of at most three characters: both of third tones alone, or third tones where
     * they meet.
     */
    private List<Word> joinThirdTones(List<Word> words, boolean whole) {
        List<List<Reading>> readings = words.stream().map(w -> reader.read(w.text())).toList();
        List<Word> joined = new ArrayList<>();
        boolean lastJoined = false;
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).text();
            boolean join =
                    i >= 1
                            && !lastJoined
                            && meet(readings.get(i - 1), readings.get(i), whole)
                            && !reduplicated(words.get(i - 1).text())
                            && words.get(i - 1).text().length() + text.length() <= 3;
            if (join) {
                append(joined, text);
            } else {
                joined.add(words.get(i));
            }
            lastJoined = join;
        }
        return joined;
    }

    private static boolean meet(List<Reading> left, List<Reading> right, boolean whole) {
        return whole
                ? allThird(left) && allThird(right)
                : left.getLast().hasTone('3') && right.getFirst().hasTone('3');
    }

    private static boolean reduplicated(String word) {
        return word.length() == 2 && word.charAt(0) == word.charAt(1);
    }

    private static boolean allThird(List<Reading> readings) {
        return readings.stream().allMatch(r -> r.hasTone('3'));
    }

    /** Any number of 儿 goes with the word before it. */
    private static List<Word> joinEr(List<Word> words) {
        List<Word> joined = new ArrayList<>();
        int i = 0;
        while (i < words.size()) {
            int end = i + 1;
            while (end < words.size() && words.get(end).text().equals("儿")) {
                end++;
            }
            Word word = words.get(i);
            joined.add(
                    end == i + 1
                            ? word
                            : new Word(word.text() + "儿".repeat(end - i - 1), word.tag()));
            i = end;
        }
        return joined;
    }

    // changing tones

    /** The readings of a word, as they are spoken. */
    List<Reading> change(Word word, List<Reading> readings) {
        List<Reading> changed = new ArrayList<>(readings);
        changeBu(word.text(), changed);
        changeYi(word.text(), changed);
        changeNeutral(word, changed);
        changeThird(word.text(), changed);
        return changed;
    }

    private static void tone(List<Reading> readings, int at, char tone) {
        readings.set(at, readings.get(at).withTone(tone));
    }

    private static void changeBu(String word, List<Reading> readings) {
        if (word.length() == 3 && word.charAt(1) == '不') {
            tone(readings, 1, '5');
            return;
        }
        for (int i = 0; i + 1 < word.length(); i++) {
            if (word.charAt(i) == '不' && readings.get(i + 1).hasTone('4')) {
                tone(readings, i, '2');
            }
        }
    }

    private static void changeYi(String word, List<Reading> readings) {
        boolean digits = word.chars().allMatch(c -> c == '一' || NUMERALS.indexOf(c) >= 0);
        if (word.indexOf('一') >= 0 && digits) {
            return; // 一零零, 二一零
        }
        if (word.length() == 3 && word.charAt(1) == '一' && word.charAt(0) == word.charAt(2)) {
            tone(readings, 1, '5');
            return;
        }
        if (word.startsWith("第一")) {
            tone(readings, 1, '1');
            return;
        }
        for (int i = 0; i + 1 < word.length(); i++) {
            if (word.charAt(i) != '一') {
                continue;
            }
            if (readings.get(i + 1).hasTone('4')) {
                tone(readings, i, '2');
            } else if (PAUSES.indexOf(word.charAt(i + 1)) < 0) {
                tone(readings, i, '4');
            }
        }
    }

    private void changeNeutral(Word tagged, List<Reading> readings) {
        String word = tagged.text();
        boolean full = data.fullToneWords.contains(word);
        boolean repeats = "nva".indexOf(tagged.tag().charAt(0)) >= 0 && !full;
        for (int i = 1; i < word.length() && repeats; i++) {
            if (word.charAt(i) == word.charAt(i - 1)) {
                tone(readings, i, '5'); // 奶奶, 试试
            }
        }
        int neutral = neutralPlace(word, tagged.tag(), full);
        if (neutral >= 0) {
            tone(readings, neutral, '5');
        }
        Halves halves = split(word);
        if (wellWorn(halves.first())) {
            tone(readings, halves.first().length() - 1, '5');
        }
        if (wellWorn(halves.second())) {
            tone(readings, word.length() - 1, '5');
        }
    }

    /** Which character loses its tone, or -1. */
    private int neutralPlace(String word, String tag, boolean full) {
        int last = word.length() - 1;
        char end = word.charAt(last);
        if (PARTICLES.indexOf(end) >= 0 || STRUCTURAL.indexOf(end) >= 0) {
            return last;
        }
        if (last >= 1) {
            if ("们子".indexOf(end) >= 0 && (tag.equals("r") || tag.equals("n")) && !full) {
                return last;
            }
            if ("上下里".indexOf(end) >= 0
                    && (tag.equals("s") || tag.equals("l") || tag.equals("f"))) {
                return last;
            }
            if ("来去".indexOf(end) >= 0 && DIRECTIONS.indexOf(word.charAt(last - 1)) >= 0) {
                return last;
            }
        }
        int measure = word.indexOf('个');
        if (word.equals("个")
                || (measure >= 1
                        && (NUMERALS.indexOf(word.charAt(measure - 1)) >= 0
                                || BEFORE_MEASURE.indexOf(word.charAt(measure - 1)) >= 0))) {
            return measure;
        }
        return wellWorn(word) ? last : -1;
    }

    private boolean wellWorn(String word) {
        return !word.isEmpty()
                && (data.neutralToneWords.contains(word)
                        || data.neutralToneWords.contains(
                                word.substring(Math.max(0, word.length() - 2))));
    }

    /**
     * A word's two parts. The second is the one that was looked for, which need not be what the
     * word ends with: 漂漂亮亮 is 漂漂 and 漂亮. So it is in the original, and the second part is
     * well-worn.
     */
    private record Halves(String first, String second) {}

    /** Behind the shortest word inside, if the word begins with it; else as if it ended with it. */
    private Halves split(String word) {
        String shortest =
                segmenter.cutForSearch(word).stream()
                        .min(Comparator.comparingInt(String::length))
                        .orElse(word);
        return word.startsWith(shortest)
                ? new Halves(shortest, word.substring(shortest.length()))
                : new Halves(word.substring(0, word.length() - shortest.length()), shortest);
    }

    private void changeThird(String word, List<Reading> readings) {
        if (word.length() == 2 && allThird(readings)) {
            tone(readings, 0, '2');
        } else if (word.length() == 3) {
            changeThirdOfThree(readings, split(word).first().length());
        } else if (word.length() == 4) {
            for (int start = 0; start < 4; start += 2) {
                if (allThird(readings.subList(start, start + 2))) {
                    tone(readings, start, '2');
                }
            }
        }
    }

    private static void changeThirdOfThree(List<Reading> readings, int middle) {
        if (allThird(readings)) {
            if (middle == 2) {
                tone(readings, 0, '2'); // 蒙古 包
                tone(readings, 1, '2');
            } else if (middle == 1) {
                tone(readings, 1, '2'); // 纸 老虎
            }
            return;
        }
        if (middle == 2 && allThird(readings.subList(0, 2))) {
            tone(readings, 0, '2'); // 所有 人
        }
        if (middle >= 3) {
            return; // one word: there is no second part
        }
        List<Reading> second = readings.subList(middle, 3);
        if (second.size() == 2 && allThird(second)) {
            tone(readings, middle, '2');
        } else if (!allThird(second)
                && second.getFirst().hasTone('3')
                && readings.get(middle - 1).hasTone('3')) {
            tone(readings, middle - 1, '2'); // 好 喜欢
        }
    }
}
