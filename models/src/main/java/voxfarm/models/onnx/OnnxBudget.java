package voxfarm.models.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Counts what a model would become in memory, before it is parsed: a node of two bytes in the file
 * takes a hundred. Walks the messages of {@code onnx.proto3} over the mapped file and keeps
 * nothing.
 */
final class OnnxBudget {
    /** Nodes, names, attributes and all other fields; the largest Piper voices have 60,000. */
    private static final int MAX_FIELDS = 1_000_000;

    /**
     * Bytes of numbers that are lists of the format, not raw: these go to the heap, up to eight
     * times as large. Weights are raw.
     */
    private static final long MAX_NUMBER_BYTES = 32 << 20;

    /** An attribute and a graph for each level of nesting, and what stands around them. */
    private static final int MAX_DEPTH = 64;

    private final String file;
    private int fields;
    private long numberBytes;

    /** A message of the format: which fields are messages again, and which are lists of numbers. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE_TENSOR,
        FUNCTION,
        VALUE_INFO,
        TYPE,
        TENSOR_TYPE,
        SEQUENCE_TYPE,
        SHAPE,
        TRAINING,
        ANNOTATION,
        LEAF;

        /** Made once: a model has a million messages. */
        private static final Map<Message, Map<Integer, Message>> MESSAGES =
                new EnumMap<>(Message.class);

        static {
            for (Message message : values()) {
                MESSAGES.put(message, message.listed());
            }
        }

        /** The kind of a field's message; null if the field is none. */
        @Nullable Message field(int number) {
            return Objects.requireNonNull(MESSAGES.get(this)).get(number);
        }

        /** Fields whose messages are of one kind, by their numbers. */
        private record Listed(Message kind, List<Integer> numbers) {}

        private Listed at(Integer... numbers) {
            return new Listed(this, List.of(numbers));
        }

        private static Map<Integer, Message> fields(Listed... fields) {
            Map<Integer, Message> byNumber = new HashMap<>();
            for (Listed listed : fields) {
                listed.numbers().forEach(number -> byNumber.put(number, listed.kind()));
            }
            return Map.copyOf(byNumber);
        }

        private Map<Integer, Message> listed() {
            return switch (this) {
                case MODEL -> fields(GRAPH.at(7), LEAF.at(8, 14), TRAINING.at(20), FUNCTION.at(25));
                case GRAPH ->
                        fields(
                                NODE.at(1),
                                TENSOR.at(5),
                                VALUE_INFO.at(11, 12, 13),
                                ANNOTATION.at(14),
                                SPARSE_TENSOR.at(15),
                                LEAF.at(16));
                case NODE -> fields(ATTRIBUTE.at(5), LEAF.at(9));
                case ATTRIBUTE ->
                        fields(
                                TENSOR.at(5, 10),
                                GRAPH.at(6, 11),
                                TYPE.at(14, 15),
                                SPARSE_TENSOR.at(22, 23));
                case TENSOR -> fields(LEAF.at(3, 13, 16));
                case SPARSE_TENSOR -> fields(TENSOR.at(1, 2));
                case FUNCTION ->
                        fields(NODE.at(7), LEAF.at(9, 14), ATTRIBUTE.at(11), VALUE_INFO.at(12));
                case VALUE_INFO -> fields(TYPE.at(2), LEAF.at(4));
                case TYPE -> fields(TENSOR_TYPE.at(1, 8), SEQUENCE_TYPE.at(4, 5, 9));
                case TENSOR_TYPE -> fields(SHAPE.at(2));
                case SEQUENCE_TYPE -> fields(TYPE.at(1, 2));
                case SHAPE -> fields(LEAF.at(1));
                case TRAINING -> fields(GRAPH.at(1, 2), LEAF.at(3, 4));
                case ANNOTATION -> fields(LEAF.at(2));
                case LEAF -> fields();
            };
        }

        /** Whether a field is a list of numbers. */
        boolean numbers(int field) {
            return switch (this) {
                case ATTRIBUTE -> field == 7 || field == 8;
                case TENSOR ->
                        field == 1
                                || field == 4
                                || field == 5
                                || field == 7
                                || field == 10
                                || field == 11;
                case SPARSE_TENSOR -> field == 3;
                default -> false;
            };
        }
    }

    private OnnxBudget(String file) {
        this.file = file;
    }

    /**
     * @param file its name, for messages
     * @throws VoxfarmException {@code INVALID_VOICE} if the model holds more than can be read
     * @throws IOException if it is no message at all
     */
    static void check(String file, ByteString model) throws IOException {
        CodedInputStream in = model.newCodedInput();
        in.setSizeLimit(Integer.MAX_VALUE);
        new OnnxBudget(file).walk(in, Message.MODEL, 0);
    }

    private void walk(CodedInputStream in, Message message, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw invalid("messages nested too deep");
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (++fields > MAX_FIELDS) {
                throw invalid("more than " + MAX_FIELDS + " nodes, names and attributes");
            }
            int field = WireFormat.getTagFieldNumber(tag);
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
                    throw invalid("a group, which the format does not have");
                }
                in.skipField(tag);
                continue;
            }
            int length = in.readRawVarint32();
            Message inner = message.field(field);
            if (inner != null) {
                int outer = in.pushLimit(length);
                walk(in, inner, depth + 1);
                in.popLimit(outer);
                continue;
            }
            if (message.numbers(field)) {
                numberBytes += length;
                if (numberBytes > MAX_NUMBER_BYTES) {
                    throw invalid("more than " + MAX_NUMBER_BYTES + " bytes of lists of numbers");
                }
            }
            in.skipRawBytes(length);
        }
    }

    private VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, file + ": " + why);
    }
}
