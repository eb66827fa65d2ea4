package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;

/** A Piper voice: text to IPA to symbol ids, and what its network makes of them. */
public final class PiperVoice implements LoadedVoice {
    /** What one run of the network takes; prose of a segment's length is a third of it. */
    static final int RUN_SYMBOLS = 1000;

    /** What a segment may come to: some ten minutes of sound. */
    static final int MAX_SYMBOLS = 8000;

    /** Above this length scale there is room for fewer symbols. */
    private static final double USUAL_LENGTH_SCALE = 1.5;

    private static final int LISTED_SYMBOLS = 40;

    private final PiperNetwork network;
    private final VitsVoice<PiperNetwork.Inputs> vits;
    private final VoiceVersion version;
    private final PiperSymbols symbols;
    private final Phonemizer phonemizer;

    private PiperVoice(
            PiperNetwork network,
            VoiceManifest manifest,
            PiperConfig config,
            Phonemizer phonemizer) {
        this.network = network;
        this.version = manifest.version();
        this.symbols = new PiperSymbols(config);
        this.phonemizer = phonemizer;
        this.vits = new VitsVoice<>(network, this::read);
    }

    static PiperVoice load(OrtRuntime runtime, VoicePackage voice, Phonemizer phonemizer) {
        PiperConfig config = config(voice);
        return new PiperVoice(
                PiperNetwork.load(runtime, voice), voice.manifest(), config, phonemizer);
    }

    /** What was right when it was imported and is wrong now is the package's fault, no caller's. */
    private static PiperConfig config(VoicePackage voice) {
        try {
            return PiperConfig.read(voice.file(VoicePackage.CONFIG));
        } catch (VoxfarmException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN,
                    "voice " + voice.manifest().voice() + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public int batchSize() {
        return vits.batchSize();
    }

    @Override
    public List<Spoken> speakAll(List<Utterance> utterances) {
        return vits.speakAll(utterances);
    }

    private VitsVoice.Prepared<PiperNetwork.Inputs> read(Utterance utterance) {
        SpeechSettings settings = utterance.settings();
        String text = utterance.segment().text();
        Phonemes phonemes = phonemizer.phonemize(text, utterance.readings());
        List<VitsRun<PiperNetwork.Inputs>> runs = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        IntStream.Builder kinds = IntStream.builder();
        for (String one : pieces(utterance.segment(), phonemes.symbols(), settings.scales())) {
            PiperSymbols.Ids ids = symbols.ids(one);
            dropped.addAll(ids.dropped());
            if (ids.spoken()) {
                IntStream.of(ids.kinds()).forEach(kinds);
                runs.add(
                        run(
                                ids.values(),
                                settings.scales(),
                                settings.speakerId(),
                                settings.seed()));
            }
        }
        return new VitsVoice.Prepared<>(
                runs,
                warnings(utterance.segment(), phonemes.notSpoken(), dropped),
                _ -> List.of(),
                kinds.build().toArray());
    }

    /**
     * The network's memory grows with the square of what it is given, and a word may have a reading
     * of hundreds of phones: what no text of a segment's length comes to is spoken in several runs.
     */
    static List<String> pieces(Segment segment, String symbols, Scales scales) {
        double slow = Math.max(1, scales.lengthScale() / USUAL_LENGTH_SCALE);
        int most = (int) (MAX_SYMBOLS / slow);
        if (symbols.length() > most) {
            throw TooMuchToSay.of(segment, symbols.length(), most);
        }
        int limit = (int) (RUN_SYMBOLS / slow);
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (symbols.length() - from > limit) {
            int to = cut(symbols, from, from + limit);
            pieces.add(symbols.substring(from, to));
            from = to;
        }
        pieces.add(symbols.substring(from));
        return pieces;
    }

    /** Behind a word, or else before a symbol that belongs to none before it. */
    private static int cut(String symbols, int from, int limit) {
        int blank = symbols.lastIndexOf(' ', limit - 1);
        if (blank > from + (limit - from) / 2) {
            return blank + 1;
        }
        int to = limit;
        while (to > from + 1 && belongsBefore(symbols.charAt(to))) {
            to--;
        }
        return to;
    }

    private static boolean belongsBefore(char c) {
        return Character.isLowSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.MODIFIER_LETTER;
    }

    private static List<Warning> warnings(
            Segment segment, List<SpokenText.NotSpoken> notSpoken, List<String> dropped) {
        List<Warning> warnings = NotSpokenWarnings.of(notSpoken);
        if (!dropped.isEmpty()) {
            warnings.add(
                    Warning.ofVoice(
                            "unknown_symbol",
                            "the voice does not know "
                                    + dropped.stream()
                                            .distinct()
                                            .limit(LISTED_SYMBOLS)
                                            .collect(Collectors.joining(" ")),
                            new TextSpan(0, segment.text().length())));
        }
        return warnings;
    }

    /**
     * One run of the model, without text.
     *
     * @param ids symbol ids with pads between them, shape [T], T at least 1
     * @return samples as the model gives them, shape [frames * hop]
     */
    public float[] samples(long[] ids, Scales scales, int speaker, long seed) {
        return vits.samples(run(ids, scales, speaker, seed));
    }

    /**
     * As the other, decoded in pieces of another length.
     *
     * @param pieceFrames from 1
     */
    float[] samples(long[] ids, Scales scales, int speaker, long seed, int pieceFrames) {
        return new VitsVoice<>(network.withPieceFrames(pieceFrames), this::read)
                .samples(run(ids, scales, speaker, seed));
    }

    private VitsRun<PiperNetwork.Inputs> run(long[] ids, Scales scales, int speaker, long seed) {
        return new VitsRun<>(
                new PiperNetwork.Inputs(ids, speaker), scales, clip(ids, scales, speaker, seed));
    }

    /** Everything that decides the samples. Stored clips are found by it: it never changes. */
    private String clip(long[] ids, Scales scales, int speaker, long seed) {
        StringBuilder clip = new StringBuilder(version.value());
        clip.append('|')
                .append(speaker)
                .append('|')
                .append(scales)
                .append('|')
                .append(seed)
                .append('|');
        for (long id : ids) {
            clip.append(id).append(' ');
        }
        return clip.toString();
    }

    @Override
    public void close() {
        vits.close();
    }
}
