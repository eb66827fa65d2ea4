package voxfarm.frontend.en;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PronouncingDictionaryTest {
    private static final PronouncingDictionary DICTIONARY = PronouncingDictionary.bundled();

    private static String phones(String word) {
        Optional<byte[]> found = DICTIONARY.lookUp(word);
        if (found.isEmpty()) {
            return "none";
        }
        StringBuilder names = new StringBuilder();
        for (byte phone : found.get()) {
            names.append(names.isEmpty() ? "" : " ").append(Arpabet.name(phone));
        }
        return names.toString();
    }

    @Test
    void findsWordsAtEveryPlaceOfABlock() {
        assertThat(phones("hello")).isEqualTo("HH AH0 L OW1");
        assertThat(phones("'bout")).isEqualTo("B AW1 T"); // the first
        assertThat(phones("zyuganov's")).isEqualTo("Z Y UW1 G AA0 N AA0 V Z");
        assertThat(phones("a")).isEqualTo("AH0");
        assertThat(phones("world")).isEqualTo("W ER1 L D");
    }

    @Test
    void findsNothingForOtherStrings() {
        for (String word :
                new String[] {"", "hellq", "!", "zzzzzz", "é", "x".repeat(1000), "HELLO"}) {
            assertThat(phones(word)).as(word).isEqualTo("none");
        }
    }

    @Test
    void refusesDamage() throws IOException {
        byte[] whole;
        try (var in =
                new GZIPInputStream(
                        PronouncingDictionary.class.getResourceAsStream("cmudict.bin.gz"))) {
            whole = in.readAllBytes();
        }
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= 1;
            assertThatThrownBy(() -> PronouncingDictionary.read(new ByteArrayInputStream(damaged)))
                    .as("seed 3, round %d", i)
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(
                        () -> PronouncingDictionary.read(new ByteArrayInputStream(whole, 0, 5000)))
                .isInstanceOf(IOException.class);
    }
}
