package voxfarm.frontend.zh;

import java.util.List;
import voxfarm.frontend.zh.PinyinReader.Reading;

/** Chinese as people spell it with a keyboard that has Latin letters alone. Thread-safe. */
public final class Pinyin {
    private Pinyin() {}

    /**
     * Each Chinese character as its syllable without a tone, set off by hyphens: {@code 孙悟空2} is
     * {@code sun-wu-kong-2}. All else stays as it is.
     */
    public static String spelled(String text) {
        if (text.chars().noneMatch(c -> WordLattice.ideograph((char) c))) {
            return text; // needs no dictionaries
        }
        List<Reading> readings = new PinyinReader(ChineseData.get()).read(text);
        StringBuilder spelled = new StringBuilder();
        boolean syllableBefore = false;
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            boolean syllable = !reading.mark();
            if (i > 0 && (syllable || syllableBefore)) {
                spelled.append('-');
            }
            spelled.append(
                    syllable
                            ? PinyinPhones.written(
                                    reading.initial(),
                                    reading.rime().substring(0, reading.rime().length() - 1))
                            : text.substring(i, i + 1));
            syllableBefore = syllable;
        }
        return spelled.toString();
    }
}
