import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;
import opennlp.tools.postag.POSModel;

/**
 * Packs the English part-of-speech model of Apache OpenNLP for the front end; run by hand when the
 * source changes, with these on the class path (Maven, org.apache.opennlp, Apache-2.0):
 * opennlp-tools 2.5.11, opennlp-models-pos-en 1.3.0, and slf4j-api.
 *
 * <pre>
 * java -cp opennlp-tools.jar:opennlp-models-pos-en.jar:slf4j-api.jar frontend/tools/PackPosModel.java \
 *     frontend/src/main/resources/voxfarm/frontend/en/pos.bin.gz
 * </pre>
 *
 * Format: docs/formats.md, "Part-of-speech model".
 */
public final class PackPosModel {
    public static void main(String[] args) throws Exception {
        POSModel model;
        try (InputStream in = PackPosModel.class.getResourceAsStream("/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin")) {
            model = new POSModel(in);
        }
        Object[] parts = ((AbstractModel) model.getArtifact("pos.model")).getDataStructures();
        Map<?, ?> features = (Map<?, ?>) parts[1];
        String[] tags = (String[]) parts[2];
        TreeMap<Long, Context> byHash = new TreeMap<>();
        for (Map.Entry<?, ?> feature : features.entrySet()) {
            if (byHash.put(hash((String) feature.getKey()), (Context) feature.getValue()) != null) {
                throw new IllegalStateException("two features of one hash: " + feature.getKey());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(tags.length);
        for (String tag : tags) {
            out.writeUTF(tag);
        }
        out.writeInt(byHash.size());
        int weights = 0;
        for (Context context : byHash.values()) {
            weights += context.getOutcomes().length;
        }
        out.writeInt(weights);
        for (long hash : byHash.keySet()) {
            out.writeLong(hash);
        }
        for (Context context : byHash.values()) {
            out.writeByte(context.getOutcomes().length);
        }
        for (Context context : byHash.values()) {
            for (int outcome : context.getOutcomes()) {
                out.writeByte(outcome);
            }
        }
        for (Context context : byHash.values()) {
            for (double weight : context.getParameters()) {
                out.writeFloat((float) weight);
            }
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray());
        try (DataOutputStream file =
                new DataOutputStream(
                        new GZIPOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 16) {
                            {
                                def.setLevel(9);
                            }
                        })) {
            file.writeInt(0x56465054);
            file.writeInt(1);
            file.writeInt(bytes.size());
            bytes.writeTo(file);
            file.writeInt((int) crc.getValue());
        }
        System.out.println(byHash.size() + " features, " + weights + " weights");
    }

    /** FNV-1a over UTF-16 units; the reader has the same. */
    private static long hash(String feature) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < feature.length(); i++) {
            hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
