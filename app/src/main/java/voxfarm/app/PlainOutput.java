package voxfarm.app;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * What commands print holds names and texts of others; a terminal must not take any of it for a
 * command. Characters that are not printed, but for line ends and tabs, are shown by their numbers.
 */
final class PlainOutput extends FilterWriter {
    private PlainOutput(Writer out) {
        super(out);
    }

    static PrintWriter of(OutputStream out) {
        return new PrintWriter(
                new PlainOutput(new OutputStreamWriter(out, StandardCharsets.UTF_8)), true);
    }

    @Override
    public void write(int c) throws IOException {
        if (isPlain((char) c)) {
            super.write(c);
        } else {
            String number = String.format("\\u%04x", c);
            super.write(number, 0, number.length());
        }
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        write(text.toCharArray(), from, length);
    }

    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.FORMAT -> false;
            default -> true;
        };
    }
}
