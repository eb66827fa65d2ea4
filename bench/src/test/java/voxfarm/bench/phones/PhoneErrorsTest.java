package voxfarm.bench.phones;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.frontend.SpokenText.Source;
import voxfarm.frontend.ipa.Explanation;

class PhoneErrorsTest {
    private final PhoneErrors errors = new PhoneErrors(EspeakMistakes.bundled());

    @TempDir Path folder;

    private static Explanation.Word said(String text, String ipa) {
        return new Explanation.Word(text, ipa, Source.LEXICON);
    }

    @Test
    void cutsDiphthongsAndAffricatesAsOnePhoneEach() {
        assertThat(IpaPhones.of("tʃˈaɪld, ðɪʲ ˌoʊn mˈoːɹ"))
                .extracting(phone -> phone.stress() + phone.symbol())
                .containsExactly("tʃ", "ˈaɪ", "l", "d", "ð", "ɪ", "ˌoʊ", "n", "m", "ˈɔː", "ɹ");
    }

    @Test
    void countsTheSameAsNothing() {
        errors.add(
                List.of(said("in", "ɪn"), said("the", "ðə"), said("house", "hˈaʊs")),
                "ɪnðə hˈaʊs.");

        assertThat(errors.phones()).isEqualTo(7);
        assertThat(errors.rateWithStress()).isZero();
    }

    @Test
    void countsEachKindOnceAndNamesTheWord() {
        errors.add(
                List.of(said("her", "hɜː"), said("better", "bˈɛtɚ"), said("about", "ɐbˈaʊt")),
                "hɜːɹ bˈɛɾɚ əbˌaʊt");

        assertThat(errors.phones()).isEqualTo(11);
        assertThat(errors.rate()).isEqualTo(3.0 / 11);
        assertThat(errors.rateWithStress()).isEqualTo(4.0 / 11);
        assertThat(errors.kinds())
                .containsEntry("flap or glottal stop", 1)
                .containsEntry("reduced vowel", 1)
                .containsEntry("stress", 1)
                .hasSize(4);
        assertThat(errors.words(1)).containsExactly("about 2 in 1: ɐbˈaʊt / əbˌaʊt");
    }

    @Test
    void setsApartWhatIsPlainlyWrong() {
        errors.add(List.of(said("husband", "hˈʌzbənd")), "hˈʌsbənd");
        errors.add(List.of(new Explanation.Word("read", "ɹˈɛd", Source.HOMOGRAPH)), "ɹˈiːd");

        assertThat(errors.phones()).isZero();
        assertThat(errors.setApart()).isEqualTo(2);
        assertThat(errors.setApart(5))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("husband (s for z)");
    }

    @Test
    void saysWhereThereIsNothingToCompareWith() throws Exception {
        StringWriter err = new StringWriter();
        Path sentences = Files.writeString(folder.resolve("sentences.txt"), "Hello.\n");
        EnglishPhonesBench bench = new EnglishPhonesBench();
        CommandLine command = new CommandLine(bench).setErr(new PrintWriter(err));

        int code = command.execute(sentences.toString(), "--espeak", "no-such-program");

        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("espeak-ng is not installed here");
    }
}
