package voxfarm.frontend.bert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/**
 * A unigram model as {@code tokenizer.json} has it, which is all that comes with some models: the
 * same pieces as those of an {@code spm.model}, after blanks at both ends of a text are cut off.
 */
final class ModelJson {
    private static final int MOST_PIECES = 1 << 20;

    private ModelJson() {}

    /**
     * @param name of the file, for messages
     * @throws VoxfarmException {@code INVALID_VOICE} if it is no unigram model
     */
    static ModelProto read(byte[] file, String name) {
        JsonNode root = Json.readObject(file, name, ErrorCode.INVALID_VOICE);
        JsonNode model = root.path("model");
        if (!model.path("type").asText().equals("Unigram")) {
            throw invalid(name, "its kind is " + model.path("type"));
        }
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isArray() || vocabulary.isEmpty() || vocabulary.size() > MOST_PIECES) {
            throw invalid(name, "it has " + vocabulary.size() + " pieces");
        }
        Set<String> special = new HashSet<>();
        for (JsonNode added : root.path("added_tokens")) {
            special.add(added.path("content").asText());
        }
        int unknown = model.path("unk_id").asInt(-1);
        List<ModelProto.Piece> pieces = new ArrayList<>(vocabulary.size());
        for (JsonNode entry : vocabulary) {
            String text = entry.path(0).asText();
            ModelProto.Kind kind =
                    pieces.size() == unknown
                            ? ModelProto.Kind.UNKNOWN
                            : special.contains(text)
                                    ? ModelProto.Kind.CONTROL
                                    : isByte(text) ? ModelProto.Kind.BYTE : ModelProto.Kind.NORMAL;
            pieces.add(new ModelProto.Piece(text, (float) entry.path(1).asDouble(), kind));
        }
        return new ModelProto(pieces, characters(root.path("normalizer"), name), true, true);
    }

    private static boolean isByte(String piece) {
        return piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">");
    }

    /** The precompiled map, wherever it stands among the steps of the normaliser. */
    private static byte[] characters(JsonNode normalizer, String name) {
        String map = normalizer.path("precompiled_charsmap").asText();
        if (!map.isEmpty()) {
            try {
                return Base64.getDecoder().decode(map);
            } catch (IllegalArgumentException e) {
                throw invalid(name, "its map of characters is damaged");
            }
        }
        for (JsonNode step : normalizer.path("normalizers")) {
            byte[] found = characters(step, name);
            if (found.length > 0) {
                return found;
            }
        }
        return new byte[0];
    }

    private static VoxfarmException invalid(String name, String what) {
        return VoxfarmException.of(
                ErrorCode.INVALID_VOICE, "%s: expected a unigram model; %s", name, what);
    }
}
