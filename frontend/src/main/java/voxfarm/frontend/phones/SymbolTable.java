package voxfarm.frontend.phones;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;

/**
 * Numbers of phones and tones, as one family of releases counts them. The tables are facts of the
 * checkpoints' format: a symbol's id is its row in the embedding.
 */
public final class SymbolTable {
    /** In the order of the networks' numbers. */
    private static final List<Language> LANGUAGES = List.of(Language.ZH, Language.JP, Language.EN);

    /** Releases 1.0.x. */
    public static final SymbolTable V1_0 = new SymbolTable("symbols-108.txt", 6, 7);

    /** Releases 1.1.x: one Japanese tone. */
    public static final SymbolTable V1_1 = new SymbolTable("symbols-112.txt", 6, 7);

    /** Releases from 2.0 on: two Japanese tones. */
    public static final SymbolTable V2 = new SymbolTable("symbols-112.txt", 6, 8);

    private final Map<String, Integer> ids = new HashMap<>();
    private final int[] firstTones;

    private SymbolTable(String resource, int firstJapaneseTone, int firstEnglishTone) {
        this.firstTones = new int[] {0, firstJapaneseTone, firstEnglishTone};
        for (String symbol : read(resource)) {
            ids.put(symbol, ids.size());
        }
    }

    private static List<String> read(String resource) {
        try (InputStream in =
                Objects.requireNonNull(SymbolTable.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int size() {
        return ids.size();
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} if the table has no such symbol
     */
    public int id(String symbol) {
        Integer id = ids.get(symbol);
        if (id == null) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_PLAN, "phone " + symbol + " is not in the voice's table");
        }
        return id;
    }

    /** The model's number of a tone that the language counts from 0. */
    public int tone(Language language, int tone) {
        return firstTones[language(language)] + tone;
    }

    /**
     * The model's number of a language.
     *
     * @throws VoxfarmException {@code INVALID_PLAN} if it has none
     */
    public int language(Language language) {
        int number = LANGUAGES.indexOf(language);
        if (number < 0) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN, "no Bert-VITS2 release has the language %s", language);
        }
        return number;
    }
}
