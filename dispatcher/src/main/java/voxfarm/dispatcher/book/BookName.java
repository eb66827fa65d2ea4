package voxfarm.dispatcher.book;

import java.util.Locale;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The name of a book's file as its caller has it: what the file is where its content does not say
 * it, and a title and an id to begin with. Never a path.
 *
 * @param value 1 to 255 characters
 * @throws VoxfarmException {@code INVALID_REQUEST} if the form does not hold
 */
public record BookName(String value) {
    private static final int LONGEST = 255;

    public BookName {
        if (value.isBlank() || value.length() > LONGEST || !value.chars().allMatch(BookName::may)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected a file's name of 1 to %d characters without folders, was %s",
                    LONGEST,
                    Problems.quote(value));
        }
    }

    private static boolean may(int c) {
        return c >= 0x20 && c != 0x7f && c != '/' && c != '\\';
    }

    /** Without what stands behind its last dot. */
    public String stem() {
        int dot = value.lastIndexOf('.');
        return dot > 0 ? value.substring(0, dot) : value;
    }

    private boolean endsWith(String ending) {
        return value.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** Whether it is a plan's, in JSON. */
    public boolean isPlan() {
        return endsWith(".json");
    }

    /**
     * A plan in YAML would be read aloud as a text.
     *
     * @throws VoxfarmException {@code UNSUPPORTED} if it is that of one
     */
    public void refuseYaml() {
        if (endsWith(".yml") || endsWith(".yaml")) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "%s: a plan in YAML is read where its texts lie; make JSON of it with voxfarm"
                            + " book plan PLAN.yml --out PLAN.json, or give it with voxfarm book"
                            + " make",
                    value);
        }
    }

    /** What a file on this machine ends with, so that it is read as one of this name. */
    public String ending() {
        if (endsWith(".md") || endsWith(".markdown")) {
            return ".md";
        }
        return endsWith(".html") || endsWith(".htm") || endsWith(".xhtml") ? ".html" : ".txt";
    }
}
