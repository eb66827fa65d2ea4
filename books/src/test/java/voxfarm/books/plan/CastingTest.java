package voxfarm.books.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.books.About;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.voice.VoiceId;

class CastingTest {
    private static final Cast CAST =
            cast(
                    "Elizabeth", List.of("Lizzy", "Miss Bennet"),
                    "Mr. Darcy", List.of("Darcy"),
                    "Jane", List.of(),
                    "行者", List.of("悟空"),
                    "八戒", List.of(),
                    "アリス", List.of());

    @SuppressWarnings("unchecked")
    private static Cast cast(Object... namesAndOthers) {
        Map<String, Cast.Member> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndOthers.length; i += 2) {
            members.put(
                    (String) namesAndOthers[i],
                    new Cast.Member(voice("c" + i), (List<String>) namesAndOthers[i + 1]));
        }
        return new Cast(voice("heading"), voice("dialogue"), members);
    }

    private static Role voice(String id) {
        return Role.of(new VoiceId(id));
    }

    private static BookPlan plan(Cast cast, String text) {
        return new BookPlan(
                About.titled(Optional.empty()),
                voice("narrator"),
                BookPauses.UNCHOSEN,
                cast,
                List.of(),
                Optional.empty(),
                List.of(PlannedChapter.of("One", text)));
    }

    private static List<Stretch> stretches(String text) {
        BookPlan plan = plan(CAST, text);
        return Casting.of(plan, plan.chapters().getFirst());
    }

    /** {@code narrator:It was so. | Jane:“Yes.”} */
    private static String shown(String text) {
        return stretches(text).stream()
                .map(one ->
                        switch (one.said()) {
                                    case NARRATION -> "n";
                                    case HEADING -> "h";
                                    case DIALOGUE -> one.character().orElse("d");
                                }
                                + ":"
                                + one.text().replace("\n", "/"))
                .collect(Collectors.joining(" | "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    “Yes,” he said. “No.” ~ d:“Yes,” | n:he said. | d:“No.”
                    "Yes," he said. "No." ~ d:"Yes," | n:he said. | d:"No."
                    He said: "Don't." She left. ~ n:He said: | d:"Don't." | n:She left.
                    'I can't,' he said; 'it's the boys' house.' ~ d:'I can't,' | n:he said; | d:'it's the boys' house.'
                    ‘The boys’ house,’ he said, ‘isn’t ’ere.’ ~ d:‘The boys’ house,’ | n:he said, | d:‘isn’t ’ere.’
                    ’Twas the dogs’ day; ‘tis John’s. ~ n:’Twas the dogs’ day; ‘tis John’s.
                    “He said ‘go!’ to me,” said she. ~ d:“He said ‘go!’ to me,” | n:said she.
                    They called him “the Beast” at home. ~ n:They called him “the Beast” at home.
                    “Beast” was his name. ~ n:“Beast” was his name.
                    « Oui », dit-il. « Non. » ~ d:« Oui » | n:, dit-il. | d:« Non. »
                    »Ja«, sagte er. »Nein.« ~ d:»Ja« | n:, sagte er. | d:»Nein.«
                    „Ja“, sagte er. „Nein.“ ~ d:„Ja“ | n:, sagte er. | d:„Nein.“
                    他说：“好。”她走了。 ~ n:他说： | d:“好。” | n:她走了。
                    所谓“英雄”都是人。 ~ n:所谓“英雄”都是人。
                    「好！」他說。『書名』是好書。 ~ d:「好！」 | n:他說。『書名』是好書。
                    「そうだ」と彼は言った。 ~ d:「そうだ」 | n:と彼は言った。
                    「自由」とは何か。 ~ n:「自由」とは何か。
                    彼は「言葉」という語を知らない。 ~ n:彼は「言葉」という語を知らない。
                    """)
    void tellsWhatIsSaid(String text, String expected) {
        assertThat(shown(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    “Yes,” said Elizabeth. ~ Elizabeth:“Yes,” | n:said Elizabeth.
                    “Yes,” cried Lizzy warmly; “no.” ~ Elizabeth:“Yes,” | n:cried Lizzy warmly; | Elizabeth:“no.”
                    “Yes,” Mr. Darcy replied. ~ Mr. Darcy:“Yes,” | n:Mr. Darcy replied.
                    Mr. Darcy quietly said, “Yes.” ~ n:Mr. Darcy quietly said, | Mr. Darcy:“Yes.”
                    Then said Jane: “Yes.” ~ n:Then said Jane: | Jane:“Yes.”
                    “Yes,” said Jane’s sister. ~ d:“Yes,” | n:said Jane’s sister.
                    “Yes,” said she to Jane. ~ d:“Yes,” | n:said she to Jane.
                    “Yes,” said Janet. ~ d:“Yes,” | n:said Janet.
                    “A,” said Jane. “B,” said Darcy. “C.” ~ Jane:“A,” | n:said Jane. | Mr. Darcy:“B,” | n:said Darcy. | d:“C.”
                    行者笑道：“好！”八戒道：“不好。” ~ n:行者笑道： | 行者:“好！” | n:八戒道： | 八戒:“不好。”
                    行者闻言，对八戒道：“去！” ~ n:行者闻言，对八戒道： | 行者:“去！”
                    那悟空听了，笑对八戒说：“去！” ~ n:那悟空听了，笑对八戒说： | 行者:“去！”
                    行者与八戒同声道：“去！” ~ n:行者与八戒同声道： | 行者:“去！”
                    “去！”行者道。 ~ 行者:“去！” | n:行者道。
                    众人道：“去！” ~ n:众人道： | d:“去！”
                    「うん」とアリスは言った。 ~ アリス:「うん」 | n:とアリスは言った。
                    アリスは「うん」と言った。 ~ n:アリスは | アリス:「うん」 | n:と言った。
                    """)
    void tellsWhoSaysIt(String text, String expected) {
        assertThat(shown(text)).isEqualTo(expected);
    }

    @Test
    void aSpeechGoesOnOverParagraphs() {
        assertThat(shown("Jane said, “One.\n\n“Two.\n\n“Three.” She sat.\n\n“Four.”"))
                .isEqualTo("n:Jane said, | Jane:“One.//“Two.//“Three.” | n:She sat. | d:“Four.”");
        assertThat(shown("行者道：“一。\n\n二。\n\n三。”他去了。"))
                .isEqualTo("n:行者道： | 行者:“一。//二。//三。” | n:他去了。");
        assertThat(shown("\"One.\n\n\"Two,\" said Jane."))
                .as("who says it is told at its end alone")
                .isEqualTo("d:\"One. | Jane:\"Two,\" | n:said Jane.");
        assertThat(shown("“Never closed.\n\nAnd so on.\n\n“Yes.”"))
                .isEqualTo("d:“Never closed. | n:And so on. | d:“Yes.”");
        assertThat(shown("“Not over\n\n# Two\n\nWords” here."))
                .isEqualTo("d:“Not over | h:# Two | n:Words” here.");
    }

    @Test
    void marksNameWhoSpeaks() {
        assertThat(
                        shown(
                                "[[as:Jane]]Come here. [[as:Darcy]] No. [[as:]]“Why?”"
                                        + " [[as:narrator]]“X.”"))
                .isEqualTo("Jane:Come here. | Mr. Darcy:No. | d:“Why?” | n:“X.”");
        assertThat(shown("[[as:heading]]A note\n\nText.")).isEqualTo("h:A note | n:Text.");
        assertThat(shown("A \\[[as:nobody]] b")).isEqualTo("n:A \\[[as:nobody]] b");
        assertThatThrownBy(() -> shown("[[as:Elisabeth]]Yes. [[as:zzz]]No."))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining(
                        "[[as:Elisabeth]] names nobody of the cast; did you mean" + " Elizabeth?")
                .hasMessageContaining("[[as:zzz]] names nobody of the cast");
    }

    @Test
    void pausesAreThoseOfWhatEnds() {
        List<Stretch> stretches =
                stretches(
                        """
                        # One

                        “A,” he said.

                        “B.” He left.

                        * * *

                        “C.”

                        ## Two

                        D.

                        - “E.”
                        - F\
                        """);
        assertThat(stretches)
                .extracting(Stretch::text, Stretch::ends)
                .containsExactly(
                        tuple("# One", PauseKind.HEADING),
                        tuple("“A,”", PauseKind.CLAUSE),
                        tuple("he said.", PauseKind.PARAGRAPH),
                        tuple("“B.”", PauseKind.SENTENCE),
                        tuple("He left.\n\n* * *", PauseKind.SCENE),
                        tuple("“C.”", PauseKind.HEADING),
                        tuple("## Two", PauseKind.HEADING),
                        tuple("D.", PauseKind.PARAGRAPH),
                        tuple("- “E.”", PauseKind.LIST_ITEM),
                        tuple("- F", PauseKind.SENTENCE));
        assertThat(stretches.getFirst().pauseSeconds()).isEqualTo(0.9);
        assertThat(stretches.get(4).pauseSeconds()).isEqualTo(1.5);
        assertThat(stretches.getLast().pauseSeconds()).isZero();
    }

    @Test
    void aBookOfOneVoiceIsOneStretch() {
        String text = "# One\n\n“Yes,” said Jane.\n\n***\n\n- x\n- y";
        BookPlan plan = plan(Cast.NONE, text);
        assertThat(Casting.of(plan, plan.chapters().getFirst()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.text())
                            .isEqualTo("# One\n\n“Yes,” said Jane.\n\n* * *\n\n- x\n\n- y");
                    assertThat(one.role()).isEqualTo(voice("narrator"));
                });
    }

    @Test
    void rolesStandWithinTheChaptersAndSpeedsMultiply() {
        Role slow = new Role(Optional.empty(), Optional.empty(), Optional.of(0.8));
        Role loud = new Role(Optional.empty(), Optional.of("F1"), Optional.of(1.25));
        BookPlan book = plan(new Cast(slow, loud, Map.of()), "# One\n\n“Yes.”\n\nNo.");
        PlannedChapter chapter =
                new PlannedChapter(
                        "One",
                        Optional.empty(),
                        book.chapters().getFirst().source(),
                        Optional.empty(),
                        new Role(
                                Optional.of(new VoiceId("other")),
                                Optional.empty(),
                                Optional.of(0.8)),
                        BookPauses.UNCHOSEN);
        assertThat(Casting.of(book, chapter))
                .extracting(one -> one.role().toString())
                .containsExactly(
                        role("other", null, 0.64),
                        role("other", "F1", null),
                        role("other", null, 0.8));
    }

    private static String role(String voice, @Nullable String speaker, @Nullable Double speed) {
        return new Role(
                        Optional.of(new VoiceId(voice)),
                        Optional.ofNullable(speaker),
                        Optional.ofNullable(speed))
                .toString();
    }

    @Test
    void aChapterIsARequestForEachRole() {
        BookPlan plan = plan(CAST, "“A,” he said.\n\n“B.” He left.\n\n“C,” said Jane.");
        ChapterScript script = ChapterScript.of(plan, plan.chapters().getFirst());

        assertThat(script.requests())
                .extracting(ChapterScript.Request::text)
                .containsExactly("“A,”\n\n“B.”", "he said.\n\nHe left.\n\nsaid Jane.", "“C,”");
        assertThat(script.pieces())
                .extracting(piece ->
                        script.requests()
                                .get(piece.request())
                                .text()
                                .substring(piece.begin(), piece.end()))
                .containsExactly("“A,”", "he said.", "“B.”", "He left.", "“C,”", "said Jane.");
    }

    /** Every letter is said once, in its order, whatever the quotes. */
    @Test
    void nothingIsLostAndNothingSaidTwice() {
        String signs = "“”‘’\"'«»„「」『』 \n\n#-*.,!?:：。，道ab行者said Jane [[as:]]";
        for (long seed = 1; seed <= 3000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("a");
            for (int i = random.nextInt(120); i > 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            String said =
                    stretches(text.toString()).stream()
                            .map(Stretch::text)
                            .collect(Collectors.joining());
            assertThat(letters(said)).as("seed %d", seed).isEqualTo(letters(text.toString()));
        }
    }

    private static String letters(String text) {
        return text.replace("[[as:]]", "")
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Test
    void timeIsLinearInAChapter() {
        for (String sign :
                List.of("“", "‘a", "\"", " 'a", "「", "“a\n\n", "'a.' ", "[[as:]]", "Jane ")) {
            String text = "x" + sign.repeat(BookPlan.LONGEST_CHAPTER / sign.length() - 1);
            long begun = System.nanoTime();
            assertThat(stretches(text)).isNotEmpty();
            assertThat((System.nanoTime() - begun) / 1e9).as(sign).isLessThan(60);
        }
    }
}
