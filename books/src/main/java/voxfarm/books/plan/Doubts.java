package voxfarm.books.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.frontend.Notation;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.local.VoiceWords;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.SentenceSplitter;

/**
 * Words whose reading somebody should look at before a book is made: of each how often it stands
 * there, where first, what would be read, and how a dictionary or a mark corrects it. Words that
 * somebody set already are none. For one book, on one thread; bounded.
 */
public final class Doubts {
    /** Different words; of more only the count is kept. */
    private static final int MOST_WORDS = 20_000;

    /** Characters of a text that are read at once. */
    private static final int MOST_SENTENCE = 400;

    private static final int MOST_FIGURES = 50;
    private static final int LONGEST_SENTENCE = 160;
    private static final int LONGEST_WORD = 80;

    /** Of characters of Chinese with several readings those that stand alone often. */
    private static final String POLYPHONES =
            "长長重行乐樂还還得地教觉覺量朝调調传傳当當倒分干间間将將降尽盡看空累难難强強曲数數为為相兴興要应應中种種转轉藏曾差处處单單弹彈度恶惡发發冠"
                    + "好号號和喝划会會几假角结結解禁卷落没蒙模磨泊铺鋪奇切圈任塞散色少舍盛宿挑吐系吓血载載扎占涨正挣只着薄背便剥参刺担载"
                    + "屏卜柏绷拗咽";

    private static final Pattern FIGURES =
            Pattern.compile(
                    "\\d{1,4}([./:-])\\d{1,4}(?:\\1\\d{1,4})?(?!\\d)|\\b1[1-9]\\d\\d\\b|\\b20\\d\\d\\b"
                        + "|\\b[IVXLCDM]{2,8}\\b|\\b(?:St|Dr|No|Fr|Mt)\\.");
    private static final Pattern LATIN = Pattern.compile("\\p{IsLatin}[\\p{IsLatin}'’-]*");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}+");

    /** What a character must be in one of to be no rare one. */
    private static final List<Charset> COMMON =
            List.of(
                    Charset.forName("GB2312"),
                    Charset.forName("Big5"),
                    Charset.forName("Shift_JIS"));

    private final Function<String, VoiceWords.Answer> reader;
    private final List<CharsetEncoder> common = COMMON.stream().map(Charset::newEncoder).toList();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private int left;

    /**
     * @param reader how the voice reads a sentence, with the dictionaries that count
     */
    public Doubts(Function<String, VoiceWords.Answer> reader) {
        this.reader = reader;
    }

    /** Why a reading is doubtful. */
    public enum Why {
        /** Written alike, read in several ways. */
        HETERONYM("has several readings"),

        /** In no dictionary: by rules or a network. */
        UNKNOWN("is in no dictionary"),

        /** Letter by letter. */
        SPELLED("is read letter by letter"),

        /** A number, a date or a short form that can be said in several ways. */
        FIGURE("can be said in several ways"),

        /** Letters in a text of Chinese characters or kana. */
        LATIN("is Latin among other characters"),

        /** Chinese characters in a text that has letters. */
        HAN("is Chinese among letters"),

        /** A character that hardly any text has. */
        RARE("is a very rare character"),

        /** Left out. */
        UNREAD("is not read at all");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /** {@code heteronym} and so on. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Key(Why why, String word) {}

    private static final class Entry {
        private int count;
        private final String sentence;
        private final String chapter;
        private final String read;
        private final String correction;

        Entry(String sentence, String chapter, String read, String correction) {
            this.sentence = sentence;
            this.chapter = chapter;
            this.read = read;
            this.correction = correction;
        }
    }

    /**
     * A word.
     *
     * @param sentence the first that it stands in, shortened
     * @param chapter the title of that one's
     * @param read in the phonetic alphabet or in words; empty where nothing is
     * @param correction to begin with: an entry of a dictionary, {@code Xanthe: "ipa:zˈænθ"}; of a
     *     word with several readings a mark for the place, {@code [[lead|ipa:lˈɛd]]}
     */
    public record Doubt(
            String word,
            Why why,
            int count,
            String sentence,
            String chapter,
            String read,
            String correction) {}

    /**
     * Looks through a chapter, sentence by sentence.
     *
     * @param text as of a plan
     * @param before each sentence; may throw to end it
     */
    public void add(String chapter, String text, Runnable before) {
        Iterator<SentenceSplitter.Piece> sentences =
                SentenceSplitter.read(
                        new MarkdownReader(new StringReader(text), true), true, MOST_SENTENCE);
        while (sentences.hasNext()) {
            before.run();
            String sentence = sentences.next().text();
            if (sentence.codePoints().anyMatch(Character::isLetterOrDigit)) {
                Found found = new Found(chapter, sentence, reader.apply(sentence));
                found.words();
                found.scripts();
                found.figures();
                found.rare();
            }
        }
    }

    /** Those that come most often first, by why. */
    public List<Doubt> list() {
        return entries.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<Key, Entry> one) -> one.getKey().why())
                                .thenComparingInt(one -> -one.getValue().count))
                .map(one -> {
                    Key key = one.getKey();
                    Entry entry = one.getValue();
                    return new Doubt(
                            key.word(),
                            key.why(),
                            entry.count,
                            entry.sentence,
                            entry.chapter,
                            entry.read,
                            entry.correction);
                })
                .toList();
    }

    /** Different words beyond those that are kept. */
    public int left() {
        return left;
    }

    /** As an array of objects. */
    public ArrayNode json() {
        ArrayNode all = Json.array();
        for (Doubt doubt : list()) {
            all.addObject()
                    .put("word", doubt.word())
                    .put("why", doubt.why().wireName())
                    .put("count", doubt.count())
                    .put("sentence", doubt.sentence())
                    .put("chapter", doubt.chapter())
                    .put("read", doubt.read())
                    .put("correction", doubt.correction());
        }
        return all;
    }

    private static boolean isHanText(String sentence) {
        long han = sentence.codePoints().filter(Doubts::isEastern).count();
        long latin = sentence.codePoints().filter(Doubts::isLatin).count();
        return han > 0 && han * 4 >= latin; // a word of Latin has as many letters as ten characters
    }

    private static boolean isEastern(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA;
    }

    private static boolean isLatin(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }

    /** What is doubtful in one sentence. */
    private final class Found {
        private final String chapter;
        private final String sentence;
        private final VoiceWords.Answer answer;
        private final boolean eastern;

        Found(String chapter, String sentence, VoiceWords.Answer answer) {
            this.chapter = chapter;
            this.sentence = sentence;
            this.answer = answer;
            this.eastern = isHanText(sentence);
        }

        void words() {
            for (VoiceWords.Word word : answer.words()) {
                boolean latin = word.text().codePoints().anyMatch(Doubts::isLatin);
                switch (word.source()) {
                    case HOMOGRAPH -> note(Why.HETERONYM, word);
                    case RULES, NETWORK -> note(Why.UNKNOWN, word);
                    case LETTERS -> {
                        if (latin && !eastern) {
                            note(Why.SPELLED, word);
                        }
                    }
                    case LEXICON -> {
                        if (word.text().length() == 1 && POLYPHONES.contains(word.text())) {
                            note(Why.HETERONYM, word);
                        }
                    }
                    case INLINE,
                            REQUEST_DICTIONARY,
                            VOICE_DICTIONARY,
                            FARM_DICTIONARY,
                            NORMALIZATION,
                            PUNCTUATION,
                            ESPEAK -> {}
                }
            }
        }

        private void note(Why why, VoiceWords.Word word) {
            Optional<List<String>> pinyin =
                    word.language()
                            .filter(Language.ZH::equals)
                            .flatMap(_ -> word.spoken())
                            .map(SpokenText.Word::spoken);
            String reading =
                    pinyin.map(syllables ->
                                    Notation.PINYIN.wireName() + ":" + String.join(" ", syllables))
                            .orElseGet(() -> Notation.IPA.wireName() + ":" + word.ipa());
            Doubts.this.note(
                    why,
                    asWritten(word),
                    this,
                    pinyin.map(one -> String.join(" ", one)).orElse(word.ipa()),
                    reading);
        }

        /** With the capitals of the text. */
        private String asWritten(VoiceWords.Word word) {
            String small = sentence.toLowerCase(Locale.ROOT);
            int length = word.text().length();
            for (int at = small.indexOf(word.text());
                    at >= 0 && at + length <= sentence.length();
                    at = small.indexOf(word.text(), at + 1)) {
                boolean begins = at == 0 || !Character.isLetter(small.charAt(at - 1));
                boolean ends =
                        at + length == small.length()
                                || !Character.isLetter(small.charAt(at + length));
                if (begins && ends) {
                    return sentence.substring(at, at + length);
                }
            }
            return word.text();
        }

        /** Words of another script than the sentence. */
        void scripts() {
            Matcher other = (eastern ? LATIN : HAN).matcher(sentence);
            while (other.find()) {
                String said = saidAt(other.start(), other.end());
                Doubts.this.note(
                        eastern ? Why.LATIN : Why.HAN,
                        other.group(),
                        this,
                        said,
                        Notation.SAY.wireName() + ":" + other.group());
            }
            for (VoiceWords.NotSpoken piece : answer.notSpoken()) {
                boolean told =
                        piece.text().codePoints().noneMatch(Character::isLetterOrDigit)
                                || (!eastern && HAN.matcher(piece.text()).find());
                if (!told) {
                    Doubts.this.note(
                            Why.UNREAD, piece.text(), this, "", Notation.SAY.wireName() + ":…");
                }
            }
        }

        private String saidAt(int begin, int end) {
            return answer.words().stream()
                    .filter(word ->
                            word.span()
                                    .filter(span -> span.begin() < end && span.end() > begin)
                                    .isPresent())
                    .map(VoiceWords.Word::ipa)
                    .collect(Collectors.joining(" "));
        }

        /** What each is read as, where that can be told apart. */
        void figures() {
            List<MatchResult> figures =
                    FIGURES.matcher(sentence).results().limit(MOST_FIGURES).toList();
            if (figures.isEmpty()) {
                return;
            }
            List<String> runs = new ArrayList<>();
            boolean within = false;
            for (VoiceWords.Word word : answer.words()) {
                boolean made = word.source() == SpokenText.Source.NORMALIZATION;
                if (made && within) {
                    runs.add(runs.removeLast() + " " + word.text());
                } else if (made) {
                    runs.add(word.text());
                }
                within = made;
            }
            for (int i = 0; i < figures.size(); i++) {
                String read =
                        runs.size() == figures.size() ? runs.get(i) : String.join(" … ", runs);
                if (!read.isEmpty()) {
                    Doubts.this.note(
                            Why.FIGURE,
                            figures.get(i).group(),
                            this,
                            read,
                            Notation.SAY.wireName() + ":" + read);
                }
            }
        }

        void rare() {
            sentence.codePoints()
                    .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
                    .mapToObj(Character::toString)
                    .filter(c -> common.stream().noneMatch(encoder -> encoder.canEncode(c)))
                    .forEach(c ->
                            answer.words().stream()
                                    .filter(word -> word.text().equals(c))
                                    .findFirst()
                                    .ifPresentOrElse(
                                            word -> note(Why.RARE, word),
                                            () ->
                                                    Doubts.this.note(
                                                            Why.RARE,
                                                            c,
                                                            this,
                                                            inWord(c),
                                                            Notation.PINYIN.wireName() + ":…")));
        }

        /** What the word says that a character stands in. */
        private String inWord(String character) {
            return answer.words().stream()
                    .filter(word -> word.text().contains(character))
                    .map(VoiceWords.Word::ipa)
                    .findFirst()
                    .orElse("");
        }
    }

    private void note(Why why, String word, Found in, String read, String reading) {
        Key key = new Key(why, Problems.shortened(word, LONGEST_WORD));
        Entry entry = entries.get(key);
        if (entry == null) {
            if (entries.size() >= MOST_WORDS) {
                left++;
                return;
            }
            String correction =
                    why == Why.HETERONYM
                            ? "[[" + word + "|" + reading + "]]"
                            : word + ": \"" + reading + "\"";
            entry =
                    new Entry(
                            Problems.oneLine(around(in.sentence, word)),
                            in.chapter,
                            Problems.shortened(read, LONGEST_SENTENCE),
                            Problems.shortened(correction, LONGEST_SENTENCE));
            entries.put(key, entry);
        }
        entry.count++;
    }

    /** The sentence, or what of a long one stands around the word. */
    private static String around(String sentence, String word) {
        int at = Math.max(0, sentence.indexOf(word));
        int begin =
                Math.max(
                        0,
                        Math.min(at - LONGEST_SENTENCE / 2, sentence.length() - LONGEST_SENTENCE));
        int end = Math.min(sentence.length(), begin + LONGEST_SENTENCE);
        return (begin > 0 ? "…" : "")
                + sentence.substring(begin, end).strip()
                + (end < sentence.length() ? "…" : "");
    }
}
