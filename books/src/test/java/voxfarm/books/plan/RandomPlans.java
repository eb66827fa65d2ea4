package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import voxfarm.books.About;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.Pauses;
import voxfarm.common.voice.VoiceId;

/** Plans of every form, with words that files of people's forms take for something else. */
final class RandomPlans {
    private static final List<String> WORDS =
            List.of(
                    "yes",
                    "no",
                    "null",
                    "~",
                    "1984",
                    "1e3",
                    "0x1f",
                    "2001-01-01",
                    "true",
                    "- item",
                    "# comment",
                    "a: b",
                    "'quoted'",
                    "\"double\"",
                    "第一回　灵根育孕",
                    "l’été",
                    "*alias",
                    "&anchor",
                    "!tag",
                    "%YAML",
                    "@at",
                    "`tick`",
                    "x #y",
                    "[list]",
                    "{map}",
                    "😀",
                    "a\\b",
                    "ends:",
                    "=",
                    "<<",
                    "12:30:45",
                    "0o14",
                    ".5",
                    "-",
                    "?",
                    "|",
                    ">");
    private final Random random;

    private RandomPlans(long seed) {
        random = new Random(seed);
    }

    static BookPlan of(long seed) {
        return new RandomPlans(seed).plan();
    }

    private BookPlan plan() {
        List<PlannedChapter> chapters = new ArrayList<>();
        chapters.add(PlannedChapter.of(line(), text()));
        for (int i = random.nextInt(4); i > 0; i--) {
            chapters.add(chapter());
        }
        List<String> authors = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            authors.add(line());
        }
        return new BookPlan(
                new About(
                        maybe(this::line),
                        authors,
                        maybe(this::line),
                        maybe(this::line),
                        maybe(this::line),
                        maybe(this::line),
                        maybe(this::text),
                        maybe(this::line),
                        maybe(() -> "book/cover.jpg")),
                role(),
                pauses(),
                cast(),
                dictionary(),
                maybe(random::nextLong),
                chapters);
    }

    private PlannedChapter chapter() {
        Optional<String> skip = maybe(this::line);
        Optional<PlannedChapter.Source> source =
                random.nextBoolean()
                        ? Optional.of(new PlannedChapter.Text(text()))
                        : Optional.of(
                                new PlannedChapter.Beside("book/" + random.nextInt() + ".md"));
        return new PlannedChapter(
                line(),
                maybe(this::line),
                skip.isPresent() && random.nextBoolean() ? Optional.empty() : source,
                skip,
                role(),
                pauses());
    }

    private Role role() {
        return new Role(
                maybe(() -> new VoiceId("v" + random.nextInt(100))),
                maybe(this::line),
                maybe(() -> 0.5 + random.nextInt(150) / 100.0));
    }

    private BookPauses pauses() {
        Map<PauseKind, Double> within = new EnumMap<>(PauseKind.class);
        for (PauseKind kind : PauseKind.values()) {
            maybe(() -> random.nextInt(1001) / 100.0).ifPresent(value -> within.put(kind, value));
        }
        return random.nextBoolean()
                ? BookPauses.UNCHOSEN
                : new BookPauses(new Pauses(within), maybe(() -> random.nextInt(100) / 10.0));
    }

    private Cast cast() {
        Map<String, Cast.Member> characters = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String name = List.of("yes", "Mr. Darcy", "行者", "1984", "x").get(random.nextInt(5));
            characters.put(
                    name,
                    new Cast.Member(
                            role(),
                            random.nextBoolean() ? List.of() : List.of(name + i, "O’" + name)));
        }
        return new Cast(role(), role(), characters);
    }

    private List<Expression.Pronunciation> dictionary() {
        Map<String, String> words = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            words.put(line(), "say:" + random.nextInt() + "x");
        }
        return words.entrySet().stream()
                .map(entry -> new Expression.Pronunciation(entry.getKey(), entry.getValue()))
                .toList();
    }

    private String line() {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return random.nextBoolean() ? word : word + " " + WORDS.get(random.nextInt(WORDS.size()));
    }

    /** With indents, blanks at ends of lines, blank lines and no last line end. */
    private String text() {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "  " : "").append(line());
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(random.nextBoolean() ? "\n" : "\n\n");
            text.append(random.nextInt(4) == 0 ? "\t" : "").append(line());
            text.append(random.nextInt(4) == 0 ? " " : "");
        }
        return text.append("\n".repeat(random.nextInt(3))).toString();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(value.get());
    }
}
