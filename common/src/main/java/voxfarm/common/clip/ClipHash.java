package voxfarm.common.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpeechSettingsCodec;

/** The name of a clip: two segments of one hash sound the same, whoever asked for them. */
public final class ClipHash {
    /** Counted up when the engines' sound changes, so that clips of older builds are not used. */
    private static final int SOUND = 1;

    /** Counted up when a language is read by other rules; absent where it never was. */
    private static final Map<Language, Integer> READING = Map.of(Language.EN, 5);

    /** Languages whose voices say English words as they can. */
    private static final Set<Language> FOREIGN = Set.of(Language.ZH, Language.JP);

    private ClipHash() {}

    private static boolean isAdapted(String text) {
        return text.codePoints()
                .anyMatch(c ->
                        Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN
                                || "%％$＄€£￡¥￥".indexOf(c) >= 0);
    }

    /** Whether digits are joined by a mark, begin with a zero, or are of an address. */
    private static boolean hasFigures(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean digit = isDigit(text, i);
            boolean joined = isDigit(text, i - 1) && isDigit(text, i + 1);
            boolean zero = (text.charAt(i) == '0' || text.charAt(i) == '０') && isDigit(text, i + 1);
            if ((digit && zero && !isDigit(text, i - 1))
                    || (!digit && joined)
                    || text.charAt(i) == '〒') {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && Character.digit(text.charAt(at), 10) >= 0;
    }

    /** 64 hexadecimal digits. */
    public static String of(SpeechSettings settings, Segment segment) {
        ObjectNode all = Json.object();
        SpeechSettingsCodec.write(settings.in(segment.manner()), all);
        all.remove("output"); // level and format come later
        all.put("sound", SOUND)
                .put("text", segment.text())
                .put("language", segment.language().code());
        segment.manner().writeOfSound(all);
        segment.languages().write(all);
        if (FOREIGN.contains(segment.language()) && isAdapted(segment.text())) {
            all.put("foreign", 1); // such words and signs were left out at first
        }
        List<Language> languages =
                Stream.concat(
                                Stream.of(segment.language()),
                                segment.languages().all().stream().map(LanguageRun::language))
                        .toList();
        if (languages.contains(Language.JP) && hasFigures(segment.text())) {
            all.put("figures", 1); // which were numbers without what stood between at first
        }
        languages.stream()
                .flatMap(language -> Optional.ofNullable(READING.get(language)).stream())
                .max(Integer::compare)
                .ifPresent(reading -> all.put("reading", reading));
        return Sha256.hex(Json.canonicalBytes(all));
    }
}
