package voxfarm.frontend.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableReaderTest {
    private final Unread unread = new Unread();

    private String read(String text) throws IOException {
        StringWriter out = new StringWriter();
        try (Reader in = new PrintableReader(new StringReader(text), unread)) {
            in.transferTo(out);
        }
        return out.toString();
    }

    /** As people write them: ␛ escape, ␇ bell, ␈ backspace, ◀ the sequence's one character. */
    private static String controls(String shown) {
        return shown.replace('␛', '\u001b')
                .replace('␇', '\u0007')
                .replace('␈', '\b')
                .replace('␀', '\0')
                .replace('◀', '\u009b')
                .replace('◆', '\u009d')
                .replace('▶', '\u009c');
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u00a7',
            delimiter = '\u00a6',
            value = {
                "␛[1;31mError:␛[0m it failed¦Error: it failed",
                "␛[38;5;196mred␛[m ␛[?25lx␛[2J␛[1 q¦red x",
                "◀31mred◀0m¦red",
                "a␛]0;a title␇b␛]8;;https://x.org␛\\link␛]8;;␛\\ c◆0;title▶d¦ablink cd",
                "␛(Ba␛7b␛8c␛=d␛#8e¦abcde",
                "N␈NA␈AM␈ME␈E and _␈w_␈o😀␈x¦NAME and wox",
                "be␀ll␇ and␛¦bell and",
                "␛[31¦31",
                "␛]no end¦no end",
                "␛[;;;;中文¦;;;;中文",
            })
    void takesOutWhatSteersATerminal(String text, String expected) throws IOException {
        assertThat(read(controls(text))).isEqualTo(expected);
        assertThat(unread.notSpoken()).singleElement().asString().contains("escape sequences");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain text,\twith tabs,\r\nlines and\f pages.",
                "[31m and ^[[0m are text, \u00a0é中😀\ufeff\u200b",
                ""
            })
    void leavesText(String text) throws IOException {
        assertThat(read(text)).isEqualTo(text);
        assertThat(unread.notSpoken()).isEmpty();
    }

    /** The splitter takes some of them for ends of scenes. */
    @Test
    void makesBlanksOfSeparators() throws IOException {
        assertThat(read("a\u001cb\u001dc\u001ed\u001fe\u0085f")).isEqualTo("a b c d e\nf");
        assertThat(unread.notSpoken()).isEqualTo(List.of());
    }

    /** Wherever the ends of what is read at once lie. */
    @Test
    void readsSequencesAcrossBlocks() throws IOException {
        String piece = controls("x␛[1;31my␛]8;;" + "u".repeat(3000) + "␛\\");

        assertThat(read(piece.repeat(50))).isEqualTo("xy".repeat(50));
    }
}
