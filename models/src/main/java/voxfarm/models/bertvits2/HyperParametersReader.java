package voxfarm.models.bertvits2;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.voice.Speaker;

/** Reads the {@code config.json} of every release; all mistakes are reported together. */
public final class HyperParametersReader {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_CHANNELS = 4096;
    private static final int MAX_LAYERS = 64;

    /** A speaker joins behind the second. */
    private static final int LEAST_LAYERS = HyperParameters.SPEAKER_LAYER + 1;

    private static final int MAX_KERNEL = 64;
    private static final int MAX_STAGES = 8;
    private static final int MAX_RATE = 64;
    private static final int MAX_SAMPLES_PER_FRAME = 8192;
    private static final int MAX_SPEAKERS = 65_536;
    private static final int MAX_NAME = 256;

    /** As long as a request may name. */
    private static final int MAX_STYLE_NAME = 64;

    private static final int MAX_STYLES = 65_536;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Fields data;
    private final Fields model;
    private final Fields root;

    private HyperParametersReader(Fields root) {
        this.root = root;
        this.data = root.object("data");
        this.model = root.object("model");
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} with everything that is wrong with the file
     */
    public static HyperParameters read(Path file) {
        return read(
                BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_VOICE),
                String.valueOf(file.getFileName()));
    }

    static HyperParameters read(byte[] document, String name) {
        Problems problems = new Problems();
        Fields root =
                new Fields(
                        Json.readObject(
                                withoutByteOrderMark(document), name, ErrorCode.INVALID_VOICE),
                        problems);
        HyperParametersReader reader = new HyperParametersReader(root);
        throwIfAny(problems, name); // without a section, every one of its fields is missing
        HyperParameters parameters = reader.parameters();
        throwIfAny(problems, name);
        reader.checkTogether(parameters);
        throwIfAny(problems, name);
        return parameters;
    }

    private static void throwIfAny(Problems problems, String name) {
        if (!problems.none()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, name + ": " + String.join("; ", problems.list()));
        }
    }

    /** Editors on Windows write one. */
    private static byte[] withoutByteOrderMark(byte[] document) {
        boolean marked =
                document.length >= 3 && Arrays.equals(Arrays.copyOf(document, 3), BYTE_ORDER_MARK);
        return marked ? Arrays.copyOfRange(document, 3, document.length) : document;
    }

    private HyperParameters parameters() {
        refuseWhatNoReleaseRuns();
        return new HyperParameters(
                label(),
                new HyperParameters.Widths(
                        integer(model, "hidden_channels", 2, MAX_CHANNELS),
                        integer(model, "inter_channels", 2, MAX_CHANNELS),
                        integer(model, "filter_channels", 1, 4 * MAX_CHANNELS),
                        integer(model, "gin_channels", 1, MAX_CHANNELS)),
                new HyperParameters.Encoder(
                        integer(model, "n_heads", 1, MAX_LAYERS),
                        integer(model, "n_layers", LEAST_LAYERS, MAX_LAYERS),
                        integer(model, "kernel_size", 1, MAX_KERNEL)),
                flow(),
                decoder(),
                new HyperParameters.Sound(
                        integer(data, "sampling_rate", 1000, 384_000),
                        data.optionalInteger("hop_length", 1, 1 << 20).map(Long::intValue)),
                cast(),
                data.optionalFlag("add_blank").orElse(true));
    }

    private HyperParameters.Flow flow() {
        return new HyperParameters.Flow(
                model.optionalFlag("use_transformer_flow").orElse(true),
                model.optionalInteger("n_flow_layer", 1, MAX_LAYERS).orElse(4L).intValue(),
                model.optionalInteger("n_layers_trans_flow", LEAST_LAYERS, MAX_LAYERS)
                        .map(Long::intValue));
    }

    private HyperParameters.Decoder decoder() {
        List<Integer> kernels = sizes(model.list("resblock_kernel_sizes"), "resblock_kernel_sizes");
        List<Integer> rates = rates();
        int resblock = resblock();
        return new HyperParameters.Decoder(
                integer(model, "upsample_initial_channel", 2, MAX_CHANNELS),
                rates,
                upsampleKernels(rates),
                resblock,
                kernels,
                dilations(kernels.size(), resblock == 1 ? 3 : 2));
    }

    private HyperParameters.Cast cast() {
        int speakers = integer(data, "n_speakers", 1, MAX_SPEAKERS);
        return new HyperParameters.Cast(speakers, speakers(speakers), styles());
    }

    private static int integer(Fields fields, String name, long least, long most) {
        return (int) fields.integer(name, least, most);
    }

    private void refuseWhatNoReleaseRuns() {
        if (!model.optionalFlag("use_spk_conditioned_encoder").orElse(true)) {
            model.problem(
                    "use_spk_conditioned_encoder", "expected true: every release fails without it");
        }
        if (model.optionalFlag("flow_share_parameter").orElse(false)) {
            model.problem("flow_share_parameter", "expected false: every release fails with it");
        }
    }

    /** Releases write it as text; a number or nothing is found, too. */
    private Optional<String> label() {
        return root.member("version")
                .filter(node -> node.isTextual() || node.isNumber())
                .map(JsonNode::asText);
    }

    private int resblock() {
        String text = model.text("resblock");
        if (!text.equals("1") && !text.equals("2")) {
            model.problem("resblock", "expected \"1\" or \"2\", was " + Problems.quote(text));
        }
        return text.equals("2") ? 2 : 1;
    }

    private List<Integer> rates() {
        List<Integer> rates = new ArrayList<>();
        long product = 1;
        for (JsonNode item : model.list("upsample_rates")) {
            if (whole(item, "upsample_rates", 1, MAX_RATE)) {
                rates.add(item.intValue());
                product *= item.intValue();
            }
            if (rates.size() > MAX_STAGES || product > MAX_SAMPLES_PER_FRAME) {
                model.problem(
                        "upsample_rates",
                        "expected at most 8 rates with a product of at most 8192");
                return List.of(1);
            }
        }
        if (rates.isEmpty()) {
            model.problem("upsample_rates", "expected a list of at least one rate");
        }
        return rates;
    }

    private List<Integer> upsampleKernels(List<Integer> rates) {
        List<JsonNode> items = model.list("upsample_kernel_sizes");
        if (items.size() != rates.size()) {
            model.problem(
                    "upsample_kernel_sizes",
                    "expected one a rate, " + rates.size() + ", was " + items.size());
            return rates;
        }
        List<Integer> kernels = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (whole(items.get(i), "upsample_kernel_sizes", rates.get(i), 4 * MAX_RATE)) {
                kernels.add(items.get(i).intValue());
            }
        }
        return kernels.size() == rates.size() ? kernels : rates;
    }

    private List<Integer> sizes(List<JsonNode> items, String name) {
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode item : items) {
            if (whole(item, name, 1, MAX_KERNEL)) {
                if (item.intValue() % 2 == 0) {
                    model.problem(name, "expected odd sizes, was " + item);
                }
                sizes.add(item.intValue());
            }
        }
        if (sizes.isEmpty() || sizes.size() > MAX_STAGES) {
            model.problem(name, "expected a list of 1 to " + MAX_STAGES + " sizes");
        }
        return sizes;
    }

    private List<List<Integer>> dilations(int kernels, int used) {
        String name = "resblock_dilation_sizes";
        List<JsonNode> items = model.list(name);
        List<List<Integer>> all = new ArrayList<>();
        if (items.size() != kernels) {
            model.problem(name, "expected one list a kernel, " + kernels + ", was " + items.size());
            return all;
        }
        for (JsonNode item : items) {
            if (!item.isArray() || item.size() < used || item.size() > MAX_STAGES) {
                model.problem(name, "expected lists of at least " + used + " dilations");
                return List.of();
            }
            List<Integer> dilations = new ArrayList<>();
            for (int i = 0; i < used; i++) { // the releases look at no more
                if (whole(item.get(i), name, 1, 128)) {
                    dilations.add(item.get(i).intValue());
                }
            }
            all.add(dilations);
        }
        return all;
    }

    private boolean whole(JsonNode item, String name, int least, int most) {
        if (item.isInt() && item.intValue() >= least && item.intValue() <= most) {
            return true;
        }
        model.problem(
                name,
                "expected whole numbers from "
                        + least
                        + " to "
                        + most
                        + ", found "
                        + Problems.quote(item.toString()));
        return false;
    }

    private List<Speaker> speakers(int count) {
        Fields map = data.object("spk2id");
        List<Speaker> speakers = new ArrayList<>();
        for (String name : map.names()) {
            if (!isName(name, "spk2id", MAX_NAME)) {
                continue;
            }
            speakers.add(new Speaker((int) map.integer(name, 0, count - 1L), name));
        }
        if (map.names().isEmpty() && data.has("spk2id")) {
            data.problem("spk2id", "expected at least one speaker");
        }
        speakers.sort(java.util.Comparator.comparingInt(Speaker::id));
        return speakers;
    }

    private boolean isName(String name, String member, int longest) {
        boolean good =
                !name.isBlank()
                        && name.length() <= longest
                        && name.codePoints().noneMatch(Character::isISOControl)
                        && wellFormed(name);
        if (!good) {
            data.problem(
                    member,
                    "expected names of 1 to "
                            + longest
                            + " printable characters, found "
                            + Problems.quote(name));
        }
        return good;
    }

    private Map<String, Integer> styles() {
        Map<String, Integer> styles = new TreeMap<>();
        Optional<Fields> map = data.optionalObject("style2id");
        for (String name : map.map(Fields::names).orElse(List.of())) {
            if (isName(name, "style2id", MAX_STYLE_NAME)) {
                styles.put(name, (int) map.get().integer(name, 0, MAX_STYLES - 1));
            }
        }
        return styles;
    }

    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private void checkTogether(HyperParameters p) {
        int hidden = p.widths().hidden();
        if (hidden % p.encoder().heads() != 0) {
            model.problem(
                    "n_heads",
                    "expected a divisor of hidden_channels "
                            + hidden
                            + ", was "
                            + p.encoder().heads());
        }
        if (p.widths().inter() % 2 != 0) {
            model.problem("inter_channels", "expected an even number, was " + p.widths().inter());
        }
        int stages = p.decoder().rates().size();
        if (p.decoder().channelsAfter(stages - 1) < 1) {
            model.problem(
                    "upsample_initial_channel",
                    "expected at least 2^"
                            + stages
                            + ", as every stage halves it, was "
                            + p.decoder().initialChannels());
        }
    }
}
