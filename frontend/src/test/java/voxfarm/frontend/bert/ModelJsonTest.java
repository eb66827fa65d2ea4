package voxfarm.frontend.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

class ModelJsonTest {
    private static final Path FILE = Path.of("src/test/resources/golden/text/spm_test/spm.model");

    @TempDir private Path folder;

    /** The model of the tests as the other library writes it down. */
    private static ObjectNode written() throws IOException {
        ModelProto model = ModelProto.read(Files.readAllBytes(FILE), "spm.model");
        ObjectNode root = Json.object();
        ArrayNode added = root.putArray("added_tokens");
        ObjectNode unigram = root.putObject("model").put("type", "Unigram");
        ArrayNode vocabulary = unigram.putArray("vocab");
        for (ModelProto.Piece piece : model.pieces()) {
            if (piece.kind() == ModelProto.Kind.UNKNOWN) {
                unigram.put("unk_id", vocabulary.size());
            }
            if (piece.kind() == ModelProto.Kind.CONTROL) {
                added.addObject().put("content", piece.text());
            }
            vocabulary.addArray().add(piece.text()).add((double) piece.score());
        }
        ArrayNode steps = root.putObject("normalizer").putArray("normalizers");
        steps.addObject().put("type", "Strip");
        steps.addObject()
                .put(
                        "precompiled_charsmap",
                        Base64.getEncoder().encodeToString(model.characters()));
        return root;
    }

    private Path write(ObjectNode root) throws IOException {
        return Files.write(folder.resolve(BertTokenizer.JSON), Json.prettyBytes(root));
    }

    @Test
    void cutsAsTheSameModelInItsOwnFormat() throws IOException {
        write(written());
        SentencePieces own = SentencePieces.read(FILE);
        SentencePieces other = SentencePieces.in(folder);

        for (String text :
                List.of(
                        "The quick brown fox",
                        "  Ｔｈｅ  lazy 𝔊 dog… ",
                        "日本語ABC",
                        "",
                        "unbelievably")) {
            assertThat(other.pieces(text)).as(text).isEqualTo(own.pieces(text));
            assertThat(other.encode(text)).as(text).isEqualTo(own.encode(text));
        }
        assertThat(BertTokenizer.read(folder, true)).isInstanceOf(SentencePieces.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BPE", "WordPiece", ""})
    void refusesOtherKinds(String kind) throws IOException {
        ObjectNode root = written();
        ((ObjectNode) root.path("model")).put("type", kind);
        Path file = write(root);

        assertThatThrownBy(() -> SentencePieces.read(file))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("unigram")
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void refusesWhatIsDamaged() throws IOException {
        ObjectNode root = written();
        root.withObject("normalizer").put("precompiled_charsmap", "?");
        Path file = write(root);

        assertThatThrownBy(() -> SentencePieces.read(file))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("damaged");
        ObjectNode empty = written();
        empty.withObject("model").putArray("vocab");
        Path none = write(empty);
        assertThatThrownBy(() -> SentencePieces.read(none))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("0 pieces");
    }
}
