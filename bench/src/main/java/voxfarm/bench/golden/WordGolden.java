package voxfarm.bench.golden;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.frontend.en.EnglishFrontEnd;

/** Compares how English words that stand alone are read with what g2p_en said of them. */
final class WordGolden {
    private static final long MAX_BYTES = 64L << 20;

    /** Of a row that tells a word's reading with marks around it. */
    private static final int HOMOGRAPH_CELLS = 4;

    /**
     * @param differences one a row that differs
     */
    record Report(int rows, int exact, List<String> differences) {
        Report {
            differences = List.copyOf(differences);
        }
    }

    /**
     * @param files rows of a word, a tab and ARPABET; or of a word, its part of speech, the word
     *     with marks around it and ARPABET, a bar between tokens
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
                if (cells.length != 2 && cells.length != HOMOGRAPH_CELLS) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s:%d: expected a word, a tab and phones; or a word, a part of speech,"
                                    + " the word with its marks and phones",
                            file,
                            rows);
                }
                String word = cells[cells.length - 2];
                String expected = cells[cells.length - 1].replaceAll("[ |]+", " ").strip();
                String found = String.join(" ", EnglishFrontEnd.alone(word));
                if (!found.equals(expected)) {
                    differences.add(word + ": expected " + expected + ", was " + found);
                }
            }
        }
        return new Report(rows, rows - differences.size(), differences);
    }
}
