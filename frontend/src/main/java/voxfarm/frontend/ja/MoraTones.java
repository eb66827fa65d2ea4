package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.MoraTone;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

/**
 * A Japanese text mora by mora with the pitch of each, as the editor of Style-Bert-VITS2 shows it
 * and takes it back changed. Stateless.
 */
public final class MoraTones {
    /** The last phones of moras, and what a long one goes on with. */
    private static final String VOWELS = "aiueoN";

    /** What stands for a sound that another mora is written for, too. */
    private static final Set<String> OTHER_SPELLINGS =
            Set.of(
                    "ヴャ", "ヴュ", "ヴョ", "ヂ", "ヅ", "ヮ", "ヰ", "ヱ", "ヲ", "ヶ", "ャ", "ュ", "ョ", "ァ", "ィ",
                    "ゥ", "ェ", "ォ");

    private MoraTones() {}

    /** Moras by their phones. */
    private static final class Spellings {
        static final Map<String, String> ALL = new HashMap<>();

        static {
            ReadingRules.get()
                    .moras
                    .forEach((mora, sounds) -> {
                        if (!OTHER_SPELLINGS.contains(mora)) {
                            ALL.put(MoraPhones.symbol(sounds.consonant()) + sounds.vowel(), mora);
                        }
                    });
        }
    }

    /**
     * Whether all of them can be spoken.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} with the first that cannot
     */
    public static void check(List<MoraTone> moras) {
        var _ = spoken(moras);
    }

    /**
     * What a text is read as; phones that are of no mora are left out. Where the moraic nasal is an
     * n, it is one as the word is read; where a word is spoken otherwise, before anything but a
     * vowel.
     */
    public static List<MoraTone> of(SpokenText text) {
        List<MoraTone> moras = new ArrayList<>();
        for (SpokenText.Run run : text.runs()) {
            String begun = "";
            boolean[] nasals = nasals(run);
            for (int i = 1; i < run.phones().size() - 1; i++) {
                String phone = run.phones().get(i);
                if (JapaneseNormalizer.MARKS.contains(phone)) {
                    moras.add(new MoraTone(phone, run.tones().get(i)));
                    begun = "";
                    continue;
                }
                boolean nasal = nasals[i];
                String sound = nasal ? MoraPhones.NASAL : phone;
                @Nullable String mora = Spellings.ALL.get(begun + sound);
                if (mora != null) {
                    moras.add(new MoraTone(mora, run.tones().get(i)));
                }
                // behind a vowel another mora begins, whether that was one or not
                begun = mora == null && !VOWELS.contains(sound) ? begun + sound : "";
            }
        }
        return moras;
    }

    /** Which phones of a run are moraic nasals that are written as an n. */
    private static boolean[] nasals(SpokenText.Run run) {
        String plain = MoraPhones.plain(MoraPhones.NASAL);
        boolean[] nasals = new boolean[run.phones().size()];
        for (int i = 1; i < nasals.length - 1; i++) {
            nasals[i] =
                    run.phones().get(i).equals(plain) && !VOWELS.contains(run.phones().get(i + 1));
        }
        int token = 1; // behind the run's start
        int phone = run.word2ph().getFirst();
        for (SpokenText.Word word : run.words()) {
            int first = phone;
            for (int end = token + word.tokens(); token < end; token++) {
                phone += run.word2ph().get(token);
            }
            List<String> read = MoraPhones.of(String.join("", word.read()));
            if (read.stream()
                    .map(MoraPhones::plain)
                    .toList()
                    .equals(run.phones().subList(first, phone))) {
                for (int i = first; i < phone; i++) {
                    nasals[i] =
                            read.get(i - first).equals(MoraPhones.NASAL)
                                    && run.phones().get(i).equals(plain);
                }
            }
        }
        return nasals;
    }

    /**
     * A text spoken as somebody set it: its characters keep the features of the BERT model, and
     * share the set phones as they shared their own, as far as those are the same.
     *
     * @param read the text as it would be spoken
     * @param moras of the whole text
     * @throws VoxfarmException {@code INVALID_REQUEST} if the text is not of Japanese alone, or a
     *     mora cannot be spoken
     */
    public static SpokenText set(SpokenText read, List<MoraTone> moras, TextRules rules) {
        SpokenText.Run run = read.runs().getFirst();
        if (read.runs().size() > 1 || !run.language().equals(Language.JP)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "kata_tone: expected a text of Japanese alone");
        }
        Spoken spoken = spoken(moras);
        List<String> phones =
                rules.japaneseMoraicNasal()
                        ? spoken.phones
                        : spoken.phones.stream().map(MoraPhones::plain).toList();
        List<Integer> counts = counts(run, phones);
        return new SpokenText(
                List.of(
                        new SpokenText.Run(
                                run.language(),
                                run.bertText(),
                                run.bertByWord(),
                                phones,
                                spoken.tones,
                                counts,
                                run.words())),
                List.of()); // what has no reading has been given one
    }

    private record Spoken(List<String> phones, List<Integer> tones) {}

    private static Spoken spoken(List<MoraTone> moras) {
        List<String> phones = new ArrayList<>(List.of(SpokenText.END));
        List<Integer> tones = new ArrayList<>(List.of(0));
        for (MoraTone mora : moras) {
            for (String phone : phones(mora.mora(), phones.getLast())) {
                phones.add(phone);
                tones.add(mora.tone());
            }
        }
        phones.add(SpokenText.END);
        tones.add(0);
        return new Spoken(phones, tones);
    }

    private static List<String> phones(String mora, String before) {
        if (mora.length() == 1 && JapaneseNormalizer.MARKS.contains(mora)) {
            return List.of(mora);
        }
        if (mora.equals(MoraPhones.LONG) && VOWELS.contains(before)) {
            return List.of(before);
        }
        if (!ReadingRules.get().moras.containsKey(mora)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "kata_tone: expected a mora in katakana, such as キャ, or one of the marks %s,"
                            + " was %s",
                    JapaneseNormalizer.MARKS,
                    Problems.quote(mora));
        }
        return MoraPhones.of(mora);
    }

    /** Phones of each token of the BERT text and of both ends. */
    private static List<Integer> counts(SpokenText.Run run, List<String> phones) {
        if (phones.size() == run.phones().size()) {
            return run.word2ph();
        }
        int tokens = run.word2ph().size() - 2;
        int[] counts =
                PhoneShares.of(
                        run.word2ph().subList(1, tokens + 1).stream()
                                .mapToInt(Integer::intValue)
                                .toArray(),
                        run.phones().subList(1, run.phones().size() - 1),
                        phones.subList(1, phones.size() - 1));
        List<Integer> all = new ArrayList<>(List.of(1));
        for (int count : counts) {
            all.add(count);
        }
        if (tokens == 0) { // nothing that the BERT model reads; the beginning speaks it all
            all.set(0, phones.size() - 1);
        }
        all.add(1);
        return all;
    }
}
