package voxfarm.bench.golden;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.EnglishFrontEnd;

/** Compares how English words that stand alone are read with what g2p_en said of them. */
final class WordGolden {
    private static final long MAX_BYTES = 64L << 20;

    private final FrontEnd english = new EnglishFrontEnd(Optional::empty);

    /**
     * @param differences one a row that differs
     */
    record Report(int rows, int exact, List<String> differences) {
        Report {
            differences = List.copyOf(differences);
        }
    }

    /**
     * @param files rows of a word, a tab and ARPABET
     * @throws VoxfarmException {@code INVALID_REQUEST} if a file cannot be read or is none of rows
     */
    Report compare(List<Path> files) {
        int rows = 0;
        List<String> differences = new ArrayList<>();
        for (Path file : files) {
            byte[] content = BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_REQUEST);
            for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
                if (line.isBlank()) {
                    continue;
                }
                rows++;
                String[] cells = line.split("\t", -1);
                if (cells.length != 2) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s:%d: expected a word, a tab and phones",
                            file,
                            rows);
                }
                String expected = cells[1].strip().replaceAll(" +", " ");
                String found = read(cells[0]);
                if (!found.equals(expected)) {
                    differences.add(cells[0] + ": expected " + expected + ", was " + found);
                }
            }
        }
        return new Report(rows, rows - differences.size(), differences);
    }

    private String read(String word) {
        List<String> phones = new ArrayList<>();
        for (SpokenText.Run run :
                english.speak(word, Language.EN, TextRules.V2_1, Readings.NONE).runs()) {
            run.words().forEach(one -> phones.addAll(one.spoken()));
        }
        return String.join(" ", phones);
    }
}
