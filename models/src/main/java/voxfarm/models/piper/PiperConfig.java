package voxfarm.models.piper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;

/**
 * The {@code .onnx.json} beside a Piper voice.
 *
 * @param hopLength samples per frame; 256 where the file is silent, as every such voice has it
 * @param espeakVoice espeak-ng's name of the language, such as {@code en-us}
 * @param phonemeIds ids by symbol; a symbol is one code point
 * @param speakers one speaker where the file names none
 */
public record PiperConfig(
        int sampleRateHz,
        int hopLength,
        String espeakVoice,
        Language language,
        Scales defaults,
        Map<String, List<Integer>> phonemeIds,
        List<Speaker> speakers) {

    public static final String START = "^";
    public static final String END = "$";
    public static final String PAD = "_";

    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_SPEAKERS = 100_000;
    private static final int DEFAULT_HOP = 256;
    private static final Map<String, Language> LANGUAGES = Map.of("ja", Language.JP);

    public PiperConfig {
        phonemeIds = Map.copyOf(phonemeIds);
        speakers = List.copyOf(speakers);
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} with everything that is wrong with the file
     */
    public static PiperConfig read(Path file) {
        return read(
                BoundedFile.read(file, MAX_BYTES, ErrorCode.INVALID_VOICE),
                String.valueOf(file.getFileName()));
    }

    static PiperConfig read(byte[] document, String name) {
        Problems problems = new Problems();
        Fields fields =
                new Fields(Json.readObject(document, name, ErrorCode.INVALID_VOICE), problems);
        Fields audio = fields.object("audio");
        Fields inference =
                fields.optionalObject("inference").orElse(new Fields(Json.object(), problems));
        Scales scales =
                new Scales(
                        1, // the graph has the stochastic predictor alone
                        inference
                                .optionalNumber("noise_scale", 0, Scales.MAX_NOISE_SCALE)
                                .orElse(0.667),
                        inference.optionalNumber("noise_w", 0, Scales.MAX_NOISE_SCALE).orElse(0.8),
                        inference
                                .optionalNumber(
                                        "length_scale",
                                        Scales.MIN_LENGTH_SCALE,
                                        Scales.MAX_LENGTH_SCALE)
                                .orElse(1.0));
        String espeakVoice = fields.object("espeak").text("voice");
        checkPhonemeType(fields);
        PiperConfig config =
                new PiperConfig(
                        (int) audio.integer("sample_rate", 8000, 192_000),
                        fields.optionalInteger("hop_length", 1, 65_536)
                                .orElse((long) DEFAULT_HOP)
                                .intValue(),
                        espeakVoice,
                        language(fields, espeakVoice),
                        scales,
                        readIds(fields),
                        readSpeakers(fields));
        problems.throwIfAny(ErrorCode.INVALID_VOICE);
        return config;
    }

    private static void checkPhonemeType(Fields fields) {
        String type = fields.optionalText("phoneme_type").orElse("espeak");
        // the trainer of Piper writes the name of its enum as Python prints it
        String plain = type.replaceFirst("^PhonemeType\\.", "").toLowerCase(Locale.ROOT);
        if (!plain.equals("espeak")) {
            fields.problem("phoneme_type", "expected espeak, was " + Problems.quote(type));
        }
    }

    private static Language language(Fields fields, String espeakVoice) {
        String code =
                fields.optionalObject("language")
                        .flatMap(language -> language.optionalText("code"))
                        .orElse(espeakVoice);
        String family = code.split("[_-]", -1)[0].toLowerCase(Locale.ROOT);
        try {
            Language known = LANGUAGES.get(family);
            return known != null ? known : new Language(family.toUpperCase(Locale.ROOT));
        } catch (VoxfarmException e) {
            fields.problem("language", e.getMessage());
            return Language.EN; // a stand-in: the problem is thrown later
        }
    }

    private static Map<String, List<Integer>> readIds(Fields fields) {
        long symbols = fields.optionalInteger("num_symbols", 1, 65_536).orElse(256L);
        Map<String, List<Integer>> ids = new LinkedHashMap<>();
        Fields map = fields.object("phoneme_id_map");
        for (String symbol : map.names()) {
            List<Integer> numbers = new ArrayList<>();
            for (var item : map.list(symbol)) {
                if (!item.isInt() || item.intValue() < 0 || item.intValue() >= symbols) {
                    map.problem(
                            symbol, "expected ids from 0 to " + (symbols - 1) + ", was " + item);
                    continue;
                }
                numbers.add(item.intValue());
            }
            ids.put(symbol, List.copyOf(numbers));
        }
        for (String needed : List.of(START, END, PAD)) {
            if (!ids.containsKey(needed)) {
                map.problem(needed, "expected an id, was absent");
            }
        }
        return ids;
    }

    private static List<Speaker> readSpeakers(Fields fields) {
        long count = fields.optionalInteger("num_speakers", 0, MAX_SPEAKERS).orElse(1L);
        List<Speaker> speakers = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        fields.optionalObject("speaker_id_map")
                .ifPresent(map -> {
                    for (String name : map.names()) {
                        long id = map.integer(name, 0, Math.max(0, count - 1));
                        if (seen.add(id)) {
                            speakers.add(new Speaker((int) id, name));
                        }
                    }
                });
        if (speakers.isEmpty()) {
            for (int id = 0; id < Math.max(1, count); id++) {
                speakers.add(new Speaker(id, count <= 1 ? "default" : "speaker-" + id));
            }
        }
        speakers.sort(java.util.Comparator.comparingInt(Speaker::id));
        return speakers;
    }
}
