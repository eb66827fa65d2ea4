package voxfarm.frontend.bert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * A SentencePiece normaliser's precompiled map: strings in UTF-8, and what stands for each. A
 * double array (Aoe, 1989) in the layout of darts-clone, then the replacements, each with a zero
 * behind it. Immutable.
 */
final class CharacterMap {
    /** A character, or several, that came of the first bytes of a text. */
    record Match(String replacement, int bytes) {}

    private final int[] units;
    private final byte[] replacements;

    private CharacterMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /**
     * @param map as it stands in the model; empty for one that changes nothing
     * @param name of the model's file, for messages
     * @throws VoxfarmException {@code INVALID_VOICE} if it is none
     */
    static CharacterMap read(byte[] map, String name) {
        if (map.length == 0) {
            return new CharacterMap(new int[0], new byte[0]);
        }
        ByteBuffer in = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = map.length < Integer.BYTES ? -1 : Integer.toUnsignedLong(in.getInt());
        if (bytes < 0 || bytes > in.remaining() || bytes % Integer.BYTES != 0) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE,
                    "%s: expected a SentencePiece model; its map of characters is damaged",
                    name);
        }
        int[] units = new int[(int) bytes / Integer.BYTES];
        in.asIntBuffer().get(units);
        byte[] replacements = new byte[map.length - Integer.BYTES - (int) bytes];
        in.position(Integer.BYTES + (int) bytes).get(replacements);
        return new CharacterMap(units, replacements);
    }

    /** The longest string of the map that the text has at {@code from}. */
    Optional<Match> longest(byte[] text, int from) {
        if (units.length == 0) {
            return Optional.empty();
        }
        int found = -1;
        int length = 0;
        int node = offset(units[0]);
        for (int i = from; i < text.length; i++) {
            int b = text[i] & 0xff;
            node ^= b;
            if (node < 0 || node >= units.length || label(units[node]) != b) {
                break;
            }
            int unit = units[node];
            node ^= offset(unit);
            if (hasLeaf(unit)) {
                if (node < 0 || node >= units.length) {
                    break;
                }
                found = units[node] & Integer.MAX_VALUE;
                length = i + 1 - from;
            }
        }
        if (length == 0) {
            return Optional.empty();
        }
        int bytes = length;
        return replacement(found).map(made -> new Match(made, bytes));
    }

    private Optional<String> replacement(int at) {
        if (at > replacements.length) {
            return Optional.empty();
        }
        int end = at;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return Optional.of(new String(replacements, at, end - at, StandardCharsets.UTF_8));
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    private static boolean hasLeaf(int unit) {
        return (unit >>> 8 & 1) == 1;
    }

    /** Of a leaf it is no byte. */
    private static int label(int unit) {
        return unit & (1 << 31 | 0xff);
    }
}
