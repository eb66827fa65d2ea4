package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** Reads ONNX files that strangers made. */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * Reads a model with its weights inside. The weights stay in the mapped file: the heap holds
     * the structure only. The file must not change while the model is in use.
     *
     * @param arena how long the weights can be read, and by which threads: a map that is left to
     *     the collector keeps its file for as long as the heap is large
     * @throws VoxfarmException {@code INVALID_VOICE} if it is not such a model, is larger than
     *     {@link OnnxBudget} has it or breaks one of {@link OnnxRules}
     */
    public static ModelProto read(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw invalid(file, "expected less than 2 GiB, was " + channel.size() + " bytes");
            }
            ByteBuffer map =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                            .asByteBuffer();
            ByteString bytes = UnsafeByteOperations.unsafeWrap(map);
            OnnxBudget.check(String.valueOf(file.getFileName()), bytes);
            CodedInputStream in = bytes.newCodedInput();
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            ModelProto model = ModelProto.parseFrom(in);
            OnnxRules.check(String.valueOf(file.getFileName()), model);
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    file.getFileName() + ": not an ONNX model: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    file.getFileName() + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    private static VoxfarmException invalid(Path file, String message) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, file.getFileName() + ": " + message);
    }
}
