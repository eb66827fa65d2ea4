package voxfarm.bench.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Joins;
import voxfarm.frontend.PhoneIds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.bert.BertTokenizer;
import voxfarm.frontend.bert.CharacterTokenizer;
import voxfarm.frontend.bert.SentencePieces;
import voxfarm.frontend.bert.WordPieceTokenizer;
import voxfarm.frontend.ja.JapaneseFrontEnd;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.mixed.OriginalLanguages;
import voxfarm.frontend.phones.SymbolTable;
import voxfarm.frontend.split.CutSent;
import voxfarm.worker.engine.BertLibrary;

/**
 * Compares front ends with recorded output of the original's: normalised text, phones, tones,
 * word2ph, all ids, and what goes into the BERT model.
 */
final class TextGolden {
    private static final long MAX_BYTES = 256L << 20;

    private static final long LONGEST_NANOS = 2_000_000_000L;
    private static final int SHOWN = 240;

    /** Sentences, as the original's page cuts a text; rows that have it are of the splitter. */
    private static final String CUT_SENT = "cut_sent";

    /** What every row has; a row that lost them says nothing. */
    private static final Set<String> RECORDED =
            Set.of("norm_text", "phones", "tones", "word2ph", "phone_ids", "tone_ids");

    private final Optional<WordPieceTokenizer> chineseVocabulary;
    private final Optional<CharacterTokenizer> japaneseVocabulary;
    private final Optional<SentencePieces> englishPieces;
    private final FrontEnds frontEnds;
    private final Map<String, int[]> stages = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();
    private int rows;
    private int exact;

    /** As the other, without tokenizers of early Japanese. */
    TextGolden(Optional<Path> vocabularies) throws IOException {
        this(vocabularies, List.of());
    }

    /**
     * @param vocabularies folder with {@code vocab_zh_*.txt} and {@code spm_test/spm.model}; empty
     *     to leave out what depends on them
     * @param berts folders with BERT models, for the tokenizers of early Japanese
     */
    TextGolden(Optional<Path> vocabularies, List<Path> berts) throws IOException {
        this.chineseVocabulary = find(vocabularies, "vocab_zh*.txt").map(WordPieceTokenizer::read);
        this.japaneseVocabulary = find(vocabularies, "vocab_jp*.txt").map(CharacterTokenizer::read);
        this.englishPieces =
                vocabularies
                        .map(folder -> folder.resolve("spm_test").resolve(BertTokenizer.PIECES))
                        .filter(Files::isRegularFile)
                        .map(SentencePieces::read);
        BertLibrary library = new BertLibrary(berts, Path.of("."), true); // loads no model
        this.frontEnds = LocalFrontEnds.with(() -> englishPieces, library::earlyJapaneseTokens);
    }

    private static Optional<Path> find(Optional<Path> folder, String names) throws IOException {
        Optional<Path> file = Optional.empty();
        if (folder.isPresent() && Files.isDirectory(folder.get())) {
            try (var files = Files.newDirectoryStream(folder.get(), names)) {
                for (Path found : files) {
                    file = Optional.of(found);
                }
            }
        }
        return file;
    }

    /**
     * @param stages rows that were equal, and all, by stage
     * @param differences the first few, for people
     */
    record Report(int rows, int exact, Map<String, int[]> stages, List<String> differences) {
        Report {
            stages = new LinkedHashMap<>(stages);
            differences = List.copyOf(differences);
        }

        double ratio() {
            return rows == 0 ? 0 : (double) exact / rows;
        }
    }

    boolean comparesBertInputs() {
        return chineseVocabulary.isPresent();
    }

    /**
     * Compares row by row.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_REQUEST} if a file cannot be
     *     read or is none of rows
     */
    Report compare(List<Path> files) {
        for (Path file : files) {
            int number = 0;
            for (String line : lines(file)) {
                number++;
                if (!line.isBlank()) {
                    byte[] row = line.getBytes(StandardCharsets.UTF_8);
                    compare(Json.readObject(row, file + ":" + number, ErrorCode.INVALID_REQUEST));
                }
            }
        }
        return new Report(rows, exact, stages, differences);
    }

    private static List<String> lines(Path file) {
        byte[] rows = BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_REQUEST);
        return new String(rows, StandardCharsets.UTF_8).lines().toList();
    }

    private void compare(JsonNode row) {
        rows++;
        if (isExact(row.path("id").asText("row " + rows), row)) {
            exact++;
        }
    }

    private boolean isExact(String id, JsonNode row) {
        if (row.has(CUT_SENT)) {
            // its other members follow from the language that the original guesses
            return stage(id, row, CUT_SENT, CutSent.split(row.path("text").asText()));
        }
        Optional<TextRules> rules = TextRules.ofVersion(row.path("version").asText());
        if (rules.isPresent() && row.has(MixedGolden.PIECES)) {
            return mixed(id, row, rules.get());
        }
        if (rules.isPresent() && MixedGolden.isOfLanguages(row)) {
            boolean equal = true;
            for (Map.Entry<String, JsonNode> one :
                    MixedGolden.ofLanguages(row, rules.get()).entrySet()) {
                equal &= stage(id, row, one.getKey(), one.getValue());
            }
            return equal;
        }
        Language language = language(row);
        Optional<FrontEnd> frontEnd = frontEnds.find(language);
        if (rules.isEmpty() || frontEnd.isEmpty() || !row.has("text")) {
            differences.add(id + ": no front end for this kind of row yet");
            return false;
        }
        return isSpokenExactly(id, row, language, frontEnd.get(), rules.get());
    }

    private boolean isSpokenExactly(
            String id, JsonNode row, Language language, FrontEnd frontEnd, TextRules rules) {
        long begun = System.nanoTime();
        SpokenText found;
        try {
            found = frontEnd.speak(row.path("text").asText(), language, rules, Readings.NONE);
        } catch (VoxfarmException e) {
            return isSane(id, row, e.getMessage(), begun);
        }
        if (failsInTheOriginal(row) && !row.path("stage").asText().equals("bert_alignment")) {
            List<String> unspoken =
                    found.notSpoken().stream().map(SpokenText.NotSpoken::text).toList();
            return isSane(id, row, "too slow; not spoken: " + unspoken, begun);
        }
        return equal(id, row, found, rules);
    }

    /** Pieces as the original cuts them, each by itself, and one utterance as it joins them. */
    private boolean mixed(String id, JsonNode row, TextRules rules) {
        long begun = System.nanoTime();
        List<OriginalLanguages.Piece> pieces =
                OriginalLanguages.split(
                        row.path("text").asText(), MixedGolden.languages(row), rules);
        boolean equal = stage(id, row, MixedGolden.PIECES, MixedGolden.pieces(pieces));
        List<SpokenText.Run> runs = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            JsonNode expected = row.path("pieces_out").path(i);
            boolean fails = MixedGolden.fails(expected);
            Optional<Language> language = pieces.get(i).language();
            if (language.isEmpty()) {
                equal &= fails; // nothing in it can be spoken
                continue;
            }
            SpokenText spoken =
                    frontEnds
                            .get(language.get())
                            .speak(pieces.get(i).text(), language.get(), rules, Readings.NONE);
            runs.addAll(spoken.runs());
            equal &= fails || piece(id + "/" + i, expected, spoken, rules);
        }
        boolean soon = System.nanoTime() - begun < LONGEST_NANOS;
        if (row.has("error") || runs.isEmpty()) {
            return equal && soon;
        }
        PhoneIds ids =
                PhoneIds.of(
                        new SpokenText(runs, List.of()), rules.symbols(), true, Joins.ENDS_SPOKEN);
        equal &= stage(id, row, "concat_phone_ids", ids.phones());
        equal &= stage(id, row, "concat_tone_ids", ids.tones());
        equal &= stage(id, row, "concat_language_ids", ids.languages());
        return equal;
    }

    private boolean piece(String id, JsonNode row, SpokenText spoken, TextRules rules) {
        SpokenText.Run run = spoken.runs().getFirst();
        boolean equal = stage(id, row, "norm_text", normalized(row, run, rules));
        equal &= stage(id, row, "phones", run.phones());
        equal &= stage(id, row, "tones", run.tones());
        equal &= stage(id, row, "word2ph", run.word2ph());
        return equal;
    }

    private static String normalized(JsonNode row, SpokenText.Run run, TextRules rules) {
        return run.language().equals(Language.JP) // whose numbers are read again
                ? JapaneseFrontEnd.normalized(row.path("text").asText(), rules)
                : run.bertText();
    }

    /** Where the original fails, anything is right that comes soon. */
    private boolean isSane(String id, JsonNode row, String said, long begun) {
        if (failsInTheOriginal(row) && System.nanoTime() - begun < LONGEST_NANOS) {
            return true;
        }
        differences.add(id + ": " + said);
        return false;
    }

    private static boolean failsInTheOriginal(JsonNode row) {
        return row.has("error") && !row.path("error").isNull();
    }

    private static Language language(JsonNode row) {
        String name = row.path("language").asText();
        return new Language(name.isEmpty() ? "?" : name); // some rows are of no language
    }

    /** Rows are of one language, and so of one run. */
    private boolean equal(String id, JsonNode row, SpokenText text, TextRules rules) {
        SpokenText.Run found = text.runs().getFirst();
        SymbolTable table = rules.symbols();
        boolean japanese = found.language().equals(Language.JP);
        PhoneIds ids = PhoneIds.of(text, table, false);
        PhoneIds blank = PhoneIds.of(text, table, true);
        boolean equal = stage(id, row, "norm_text", normalized(row, found, rules));
        equal &= stage(id, row, "phones", found.phones());
        equal &= stage(id, row, "tones", found.tones());
        equal &= stage(id, row, "word2ph", found.word2ph());
        equal &= stage(id, row, "phone_ids", ids.phones());
        equal &= stage(id, row, "tone_ids", ids.tones());
        equal &= stage(id, row, "language_ids", ids.languages());
        equal &= stage(id, row, "blank_len", blank.phones().length);
        equal &= stage(id, row, "blank_word2ph", blank.word2ph().getFirst());
        if (japanese && row.path("bert").has("text")) {
            equal &= stage(id, row.path("bert"), "text", found.bertText());
        }
        if (japanese && japaneseVocabulary.isPresent() && row.path("bert").has("input_ids")) {
            equal &=
                    stage(
                            id,
                            row.path("bert"),
                            "input_ids",
                            japaneseVocabulary.get().encode(found.bertText()));
        }
        if (!japanese && chineseVocabulary.isPresent() && row.path("bert").has("input_ids")) {
            equal &=
                    stage(
                            id,
                            row.path("bert"),
                            "input_ids",
                            chineseVocabulary.get().encode(found.bertText()));
        }
        if (englishPieces.isPresent() && row.path("bert").has("tokens")) {
            equal &=
                    stage(
                            id,
                            row.path("bert"),
                            "tokens",
                            englishPieces.get().pieces(found.bertText()).stream()
                                    .map(SentencePieces.Piece::text)
                                    .toList());
        }
        return equal;
    }

    private boolean stage(String id, JsonNode row, String name, Object found) {
        if (!row.has(name)) {
            if (RECORDED.contains(name)) {
                differences.add(id + " " + name + ": expected to be recorded, was missing");
            }
            return !RECORDED.contains(name);
        }
        int[] count = stages.computeIfAbsent(name, key -> new int[2]);
        count[1]++;
        JsonNode value = Json.mapper().valueToTree(found);
        if (Arrays.equals(Json.canonicalBytes(value), Json.canonicalBytes(row.get(name)))) {
            count[0]++;
            return true;
        }
        differences.add(
                id
                        + " "
                        + name
                        + ": expected "
                        + abbreviated(row.get(name))
                        + ", was "
                        + abbreviated(value));
        return false;
    }

    private static String abbreviated(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
