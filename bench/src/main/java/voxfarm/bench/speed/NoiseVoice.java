package voxfarm.bench.speed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import voxfarm.common.json.Json;
import voxfarm.models.bertvits2.ExpectedWeights;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.bertvits2.Network;
import voxfarm.models.bertvits2.Release;

/**
 * A voice of full size whose weights are noise, for measuring machines that have no other: what it
 * says is none, and costs as much as speech. The noise is scaled so that no layer dies or overflows
 * and a symbol lasts 1 to 6 frames.
 */
final class NoiseVoice {
    private static final String CONFIG = "noise-voice.json";

    /** Of release 2.1, as its trainer makes it. */
    private static final Network NETWORK = new Network(Release.V2_1, 4, 3, List.of());

    private static final double FRAMES_OF_A_SYMBOL = 3.2;
    private static final Pattern EMBEDDING =
            Pattern.compile("enc_p\\.(?:tone_|language_)?emb\\.weight");
    private static final Pattern BERT_WEIGHT =
            Pattern.compile("enc_p\\.(?:(?:ja_|en_)?bert_proj|emo_q_proj)\\.weight");
    private static final Pattern BERT_BIAS =
            Pattern.compile("enc_p\\.(?:(?:ja_|en_)?bert_proj|emo_q_proj)\\.bias");
    private static final Pattern SPLINE_WEIGHT =
            Pattern.compile("sdp\\.flows\\.\\d+\\.proj\\.weight");
    private static final Pattern SPLINE_BIAS = Pattern.compile("sdp\\.flows\\.\\d+\\.proj\\.bias");
    private static final Pattern POST = Pattern.compile("flow\\.flows\\.\\d+\\.post\\.weight");

    private final HyperParameters parameters;
    private final Map<String, long[]> shapes;
    private final SplittableRandom random = new SplittableRandom(7);

    private NoiseVoice(HyperParameters parameters) {
        this.parameters = parameters;
        this.shapes = ExpectedWeights.of(parameters, NETWORK);
    }

    /** Writes {@code config.json} and {@code G_0.safetensors}, 205 MB, the same at each call. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path config = folder.resolve("config.json");
        try (InputStream in =
                Objects.requireNonNull(NoiseVoice.class.getResourceAsStream(CONFIG))) {
            Files.copy(in, config);
        }
        NoiseVoice voice = new NoiseVoice(HyperParametersReader.read(config));
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(folder.resolve("G_0.safetensors")), 1 << 20)) {
            voice.write(out);
        }
    }

    private void write(OutputStream out) throws IOException {
        ObjectNode header = Json.object();
        long at = 0;
        for (Map.Entry<String, long[]> weight : shapes.entrySet()) {
            ObjectNode entry = header.putObject(weight.getKey()).put("dtype", "F32");
            var sizes = entry.putArray("shape");
            for (long size : weight.getValue()) {
                sizes.add(size);
            }
            long end = at + count(weight.getValue()) * Float.BYTES;
            entry.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] bytes = Json.bytes(header);
        out.write(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(bytes.length)
                        .array());
        out.write(bytes);
        for (Map.Entry<String, long[]> weight : shapes.entrySet()) {
            write(weight.getKey(), weight.getValue(), out);
        }
    }

    private void write(String name, long[] shape, OutputStream out) throws IOException {
        int count = Math.toIntExact(count(shape));
        int last = name.lastIndexOf('.');
        Noise noise =
                switch (name.substring(last + 1)) {
                    case "weight_v" -> new Noise(0, 0.3);
                    case "weight_g" -> gain(name.substring(0, last));
                    default -> noise(name, shape);
                };
        ByteBuffer buffer = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Adjustment adjustment = adjustment(name, count);
        for (int i = 0; i < count; i++) {
            double drawn = noise.uniform() ? random.nextDouble() * 2 - 1 : random.nextGaussian();
            double value = noise.mean() + noise.deviation() * drawn;
            buffer.putFloat((float) adjustment.of(value, i));
        }
        out.write(buffer.array());
    }

    /** What becomes of the {@code i}-th number that was drawn. */
    @FunctionalInterface
    private interface Adjustment {
        double of(double value, int i);
    }

    private static Adjustment adjustment(String name, int count) {
        // the second half of the prior's channels is the logarithm of how far it spreads
        int spread = count / 2;
        return switch (name) {
            case "enc_p.proj.bias" -> (value, i) -> i >= spread ? value - 0.7 : value;
            case "enc_p.proj.weight" -> (value, i) -> i >= spread ? value * 0.4 : value;
            case "sdp.flows.0.m" -> (value, i) -> value + (i == 0 ? -2 : 0.1);
            case "sdp.flows.0.logs" -> (value, i) -> value + (i == 0 ? 0.9 : 0.1);
            default -> (value, _) -> value;
        };
    }

    /**
     * @param uniform between {@code mean} less and plus {@code deviation}; else normal
     */
    private record Noise(double mean, double deviation, boolean uniform) {
        Noise(double mean, double deviation) {
            this(mean, deviation, false);
        }
    }

    /** What a layer under weight norm multiplies each of its directions by. */
    private Noise gain(String layer) {
        long[] v = Objects.requireNonNull(shapes.get(layer + ".weight_v"));
        double inputs = (double) v[1] * v[2];
        double gain;
        if (layer.startsWith("dec.ups.")) {
            int stage = Integer.parseInt(layer.substring("dec.ups.".length()));
            double rate = parameters.decoder().rates().get(stage);
            gain = 1.5 / Math.sqrt((double) v[0] * v[2] / rate) * Math.sqrt(inputs);
        } else {
            gain = layer.startsWith("dec.resblocks") ? 0.6 : 1;
        }
        return new Noise(gain, gain * 0.3, true);
    }

    private static Noise noise(String name, long[] shape) {
        double inputs = shape.length > 1 ? (double) count(shape) / shape[0] : shape[0];
        double usual = 1 / Math.sqrt(inputs);
        if (EMBEDDING.matcher(name).matches()) {
            return new Noise(0, 1 / Math.sqrt((double) shape[1]));
        }
        if (BERT_WEIGHT.matcher(name).matches()) {
            return new Noise(0, 1.2 * usual / Math.sqrt((double) shape[0]));
        }
        if (BERT_BIAS.matcher(name).matches()) {
            return new Noise(0, 0.1 / Math.sqrt((double) shape[0]));
        }
        if (SPLINE_WEIGHT.matcher(name).matches()) {
            return new Noise(0, 1.2 * usual);
        }
        if (SPLINE_BIAS.matcher(name).matches()) {
            return new Noise(0, 0.5);
        }
        if (POST.matcher(name).matches()) {
            return new Noise(0, 0.5 * usual);
        }
        return switch (name) {
            case "emb_g.weight" -> new Noise(0, 1);
            case "sdp.flows.0.m", "sdp.flows.0.logs" -> new Noise(0, 0.02);
            case "dp.proj.weight" -> new Noise(0, 0.25 * usual);
            case "dp.proj.bias" -> new Noise(Math.log(FRAMES_OF_A_SYMBOL), 0);
            case "enc_p.proj.bias" -> new Noise(0, 0.1);
            case "dec.conv_post.weight" -> new Noise(0, 0.16 * usual);
            case "dec.cond.weight" -> new Noise(0, 0.5 * usual);
            default -> byKind(name, shape, usual);
        };
    }

    private static Noise byKind(String name, long[] shape, double usual) {
        String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (last) {
            case "gamma" -> new Noise(1, 0.1);
            case "beta", "bias" -> new Noise(0, 0.05);
            case "emb_rel_k", "emb_rel_v" -> new Noise(0, 1 / Math.sqrt((double) shape[2]));
            default -> new Noise(0, usual);
        };
    }

    private static long count(long[] shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }
}
