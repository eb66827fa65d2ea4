package voxfarm.common.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * In which encoding text is that is no UTF-8. Each candidate decodes the whole strictly and is
 * judged by how usual its characters are: the national standards put common ideographs into a plane
 * of their own, so a text read in a neighbour's encoding is full of rare ones.
 */
final class EncodingGuess {
    /** Of the text: more says nothing new. */
    private static final int SAMPLE_BYTES = 1 << 20;

    /** A reading that seems less usual than this is none. */
    private static final double LEAST = 0.5;

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final Charset BIG5 = Charset.forName("Big5");
    private static final Charset SHIFT_JIS = Charset.forName("windows-31j");
    private static final Charset WESTERN = Charset.forName("windows-1252");

    /** The likelier first, where two are as good. */
    private static final List<Charset> CANDIDATES = List.of(GB18030, BIG5, SHIFT_JIS, WESTERN);

    private EncodingGuess() {}

    /** Empty if no reading is plausible. */
    static Optional<Charset> of(byte[] bytes) {
        Optional<Charset> wide = byZeros(bytes);
        if (wide.isPresent()) {
            return wide.filter(charset -> strict(bytes, charset).isPresent());
        }
        if (isDamagedUtf8(bytes)) {
            return Optional.empty();
        }
        Optional<Charset> best = Optional.empty();
        double most = LEAST;
        for (Charset candidate : CANDIDATES) {
            double usual = strict(bytes, candidate).map(text -> usual(text, candidate)).orElse(0.0);
            if (usual > most) {
                most = usual;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    /**
     * At least as many characters beyond ASCII are UTF-8 as are not: a file that was cut or joined,
     * which others would read as something else. In texts of other encodings that is hardly one in
     * ten.
     */
    static boolean isDamagedUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(SAMPLE_BYTES);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int right = 0;
        int wrong = 0;
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            out.flip();
            right +=
                    (int)
                            out.chars()
                                    .filter(c -> c >= 0x80 && !Character.isLowSurrogate((char) c))
                                    .count();
            out.clear();
            if (result.isError()) {
                wrong++;
                in.position(in.position() + result.length());
                decoder.reset();
            } else if (result.isUnderflow()) {
                break;
            }
        }
        return right > 0 && right >= wrong;
    }

    /** UTF-16 without its mark, of a text with some Latin letters, digits, blanks or line ends. */
    private static Optional<Charset> byZeros(byte[] bytes) {
        int first = 0;
        int second = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                first += 1 - i % 2;
                second += i % 2;
            }
        }
        if (first + second == 0) {
            return Optional.empty();
        }
        return Optional.of(second >= first ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        try {
            CharBuffer text =
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes));
            return Optional.of(
                    text.subSequence(0, Math.min(text.length(), SAMPLE_BYTES)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** How usual the characters beyond ASCII are, on average, 0 to 1. */
    private static double usual(String text, Charset charset) {
        double sum = 0;
        int count = 0;
        boolean kana = false;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (c >= 0x80) {
                sum += charset.equals(WESTERN) ? western(text, at) : eastern(c, charset);
                count++;
                kana |= c >= 0x3041 && c <= 0x30fe;
            } else if (Character.isISOControl(c) && !Character.isWhitespace(c)) {
                count++; // no text holds them
            }
            at = next;
        }
        double mean = count == 0 ? 0 : sum / count;
        return charset.equals(SHIFT_JIS) && !kana ? mean / 2 : mean;
    }

    /**
     * By the first byte in the character's own encoding: which plane of the standard it is from.
     */
    private static double eastern(int c, Charset charset) {
        byte[] bytes = Character.toString(c).getBytes(charset);
        if (bytes.length != 2) {
            return 0; // four bytes are rare characters, one is half-width kana
        }
        int lead = bytes[0] & 0xff;
        boolean upper = (bytes[1] & 0xff) >= 0xa1;
        if (charset.equals(GB18030)) {
            if (!upper) {
                return 0.05;
            }
            return (lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)
                    ? 1
                    : rare(lead);
        }
        if (charset.equals(BIG5)) {
            return lead >= 0xa1 && lead <= 0xc6 ? 1 : 0.2;
        }
        boolean level1 = lead >= 0x88 && lead <= 0x98;
        return (lead >= 0x81 && lead <= 0x83) || level1 ? 1 : 0.2;
    }

    private static double rare(int lead) {
        return lead >= 0xd8 && lead <= 0xf7 ? 0.3 : 0.05;
    }

    /** A letter with an accent, or a mark of printers, stands among plain letters. */
    private static double western(String text, int at) {
        boolean beside =
                (at > 0 && text.charAt(at - 1) >= 0x80)
                        || (at + 1 < text.length() && text.charAt(at + 1) >= 0x80);
        return beside ? 0.3 : 0.9;
    }
}
