package voxfarm.dispatcher.scaler;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The messages of KEDA's {@code externalscaler.proto}, by their field numbers. Fields that are not
 * known here are passed over, as protocol buffers have it.
 */
final class ScalerMessages {
    private static final int MOST_ENTRIES = 64;

    // ScaledObjectRef: name 1, namespace 2
    private static final int REF_METADATA = 3;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;
    // GetMetricsRequest
    private static final int REQUEST_REF = 1;
    private static final int REQUEST_METRIC = 2;
    // IsActiveResponse
    private static final int ACTIVE_RESULT = 1;
    // GetMetricSpecResponse and GetMetricsResponse: what they repeat
    private static final int REPEATED = 1;
    // MetricSpec and MetricValue
    private static final int METRIC_NAME = 1;
    private static final int METRIC_WHOLE = 2;
    private static final int METRIC_DOUBLE = 3;

    private ScalerMessages() {}

    /** A call of {@code GetMetrics}: the trigger's metadata, and the metric, blank for any. */
    record MetricsRequest(Map<String, String> metadata, String metric) {}

    private interface FieldReader {
        /** False where the field is none of these. */
        boolean read(int tag, CodedInputStream in) throws IOException;
    }

    private interface FieldWriter {
        void write(CodedOutputStream out) throws IOException;
    }

    /**
     * The metadata of a {@code ScaledObjectRef}.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
     */
    static Map<String, String> readRef(byte[] message) {
        Map<String, String> metadata = new HashMap<>();
        try {
            readRef(CodedInputStream.newInstance(message), metadata);
        } catch (IOException e) {
            throw malformed("ScaledObjectRef", e);
        }
        return metadata;
    }

    /**
     * A {@code GetMetricsRequest}.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is none
     */
    static MetricsRequest readMetricsRequest(byte[] message) {
        Map<String, String> metadata = new HashMap<>();
        String[] metric = {""};
        try {
            CodedInputStream all = CodedInputStream.newInstance(message);
            fields(
                    all,
                    (tag, in) -> {
                        if (tag == text(REQUEST_REF)) {
                            within(in, ref -> readRef(ref, metadata));
                        } else if (tag == text(REQUEST_METRIC)) {
                            metric[0] = in.readStringRequireUtf8();
                        } else {
                            return false;
                        }
                        return true;
                    });
        } catch (IOException e) {
            throw malformed("GetMetricsRequest", e);
        }
        return new MetricsRequest(metadata, metric[0]);
    }

    private interface Part {
        void read(CodedInputStream in) throws IOException;
    }

    /** A message within a message. */
    private static void within(CodedInputStream in, Part part) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        part.read(in);
        in.popLimit(outer);
    }

    private static void readRef(CodedInputStream in, Map<String, String> metadata)
            throws IOException {
        fields(
                in,
                (tag, ref) -> {
                    if (tag != text(REF_METADATA)) {
                        return false;
                    }
                    within(ref, entry -> readEntry(entry, metadata));
                    return true;
                });
    }

    private static void readEntry(CodedInputStream in, Map<String, String> metadata)
            throws IOException {
        String[] entry = {"", ""};
        fields(
                in,
                (tag, part) -> {
                    if (tag == text(ENTRY_KEY)) {
                        entry[0] = part.readStringRequireUtf8();
                    } else if (tag == text(ENTRY_VALUE)) {
                        entry[1] = part.readStringRequireUtf8();
                    } else {
                        return false;
                    }
                    return true;
                });
        metadata.put(entry[0], entry[1]);
        if (metadata.size() > MOST_ENTRIES) {
            throw new IOException("more than " + MOST_ENTRIES + " entries of metadata");
        }
    }

    private static void fields(CodedInputStream in, FieldReader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!reader.read(tag, in) && !in.skipField(tag)) {
                throw new IOException("a group ends that has not begun");
            }
        }
    }

    private static int text(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static VoxfarmException malformed(String message, IOException e) {
        return new VoxfarmException(
                ErrorCode.INVALID_REQUEST, "expected a " + message + ": " + e.getMessage(), e);
    }

    /** An {@code IsActiveResponse}. */
    static byte[] active(boolean result) {
        return message(out -> {
            if (result) { // false is what is not there
                out.writeBool(ACTIVE_RESULT, true);
            }
        });
    }

    /** A {@code GetMetricSpecResponse} or a {@code GetMetricsResponse} of one metric. */
    static byte[] metric(String name, double value) {
        byte[] only =
                message(out -> {
                    out.writeString(METRIC_NAME, name);
                    // for a KEDA that knows no other field
                    out.writeInt64(METRIC_WHOLE, (long) Math.ceil(value));
                    out.writeDouble(METRIC_DOUBLE, value);
                });
        return message(out -> out.writeByteArray(REPEATED, only));
    }

    private static byte[] message(FieldWriter fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
