package voxfarm.dispatcher.acceptance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.book.VoicePin;
import voxfarm.common.bucket.CurrentDictionaries;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.LaneChoice;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.planner.Planner;

/**
 * Judges what is asked of the farm: whether it can be spoken, by which choices, in which lane.
 * Stores nothing. Thread-safe.
 */
public final class Judge {
    /** Of voices, in a message. */
    private static final int MOST_NAMED = 10;

    private final VoiceCatalog catalog;
    private final CurrentDictionaries dictionaries;
    private final VoiceDefaults defaults;
    private final FarmChecks checks;
    private final LaneRules lanes;

    /**
     * @param store where the dictionaries lie
     * @param defaults what the configuration says of voices
     * @param nanos a clock for durations
     */
    public Judge(
            ObjectStore store,
            VoiceCatalog catalog,
            VoiceDefaults defaults,
            FarmChecks checks,
            LaneConfig lanes,
            LongSupplier nanos) {
        this.catalog = catalog;
        this.dictionaries = new CurrentDictionaries(new DictionaryStore(store), nanos);
        this.defaults = defaults;
        this.checks = checks;
        this.lanes = new LaneRules(lanes);
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if nothing may be told there
     */
    void checkCallback(CallbackUrl url) {
        checks.callbacks().check(url);
    }

    /** Of a farm whose workers can do all, and whose configuration says nothing of voices. */
    public static Judge lenient(
            ObjectStore store, VoiceCatalog catalog, LaneConfig lanes, LongSupplier nanos) {
        return new Judge(store, catalog, VoiceDefaults.NONE, FarmChecks.NONE, lanes, nanos);
    }

    /**
     * How something is spoken that can be.
     *
     * @param split how its text is cut
     * @param voice of the settings
     * @param partsAtOnce how many of its jobs lie on their topic at once; by its lane if empty
     */
    record Choices(
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            OptionalInt partsAtOnce) {
        Choices(SpeechSettings settings, SplitSettings split, VoiceManifest voice) {
            this(settings, split, voice, OptionalInt.empty());
        }

        Choices withPartsAtOnce(int number) {
            return new Choices(settings, split, voice, OptionalInt.of(number));
        }
    }

    /**
     * @throws VoxfarmException {@code UNKNOWN_VOICE}, {@code INVALID_REQUEST} or {@code
     *     UNSUPPORTED} if it cannot be spoken here
     */
    Choices choices(SynthesisRequest request) {
        VoiceManifest voice =
                catalog.find(request.voice()).orElseThrow(() -> unknownVoice(request.voice()));
        return choices(request, voice, dictionaries(voice));
    }

    /**
     * As the other, with what was chosen of the voice before.
     *
     * @throws VoxfarmException {@code UNKNOWN_VOICE} also if that version of it is gone
     */
    Choices choices(SynthesisRequest request, VoicePin pin) {
        VoiceManifest voice =
                catalog.find(request.voice(), pin.version())
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNKNOWN_VOICE,
                                        "version %s of voice %s is not in this farm any more",
                                        pin.version(),
                                        request.voice()));
        return choices(request, voice, pin.dictionaries());
    }

    private Choices choices(
            SynthesisRequest request, VoiceManifest voice, List<ObjectKey> dictionaries) {
        checks.voices().check(voice);
        SpeechSettings settings =
                Planner.settings(
                        request, voice, defaults.of(voice, request.speaker()), dictionaries);
        checks.output().check(settings.output(), voice.sampleRateHz());
        return new Choices(
                settings, request.split().orPauses(defaults.pauses(voice.voice())), voice);
    }

    /**
     * The length scale with which its speaker is so many times faster than otherwise.
     *
     * @throws VoxfarmException {@code UNKNOWN_VOICE}
     */
    double lengthScale(SynthesisRequest request, double speed) {
        VoiceManifest voice =
                catalog.find(request.voice()).orElseThrow(() -> unknownVoice(request.voice()));
        return defaults.lengthScale(voice, request.speaker(), speed);
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if a deadline is over
     */
    static void checkDeadline(Optional<Instant> deadline, Instant now) {
        if (deadline.isPresent() && !deadline.get().isAfter(now)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "deadline: expected a time to come, was %s",
                    deadline.get());
        }
    }

    /**
     * What is chosen, with the voice's present version in place of the one that was present then.
     *
     * @throws VoxfarmException {@code UNKNOWN_VOICE} if the voice is gone
     */
    SpeechSettings anew(SpeechSettings settings) {
        VoiceManifest voice =
                catalog.find(settings.voice())
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNKNOWN_VOICE,
                                        "voice %s is not in this farm any more",
                                        settings.voice()));
        return settings.withVoiceVersion(voice.version());
    }

    /**
     * @param seconds how long it is when it is spoken
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is too long for the lane that is asked
     *     for
     */
    Lane lane(LaneChoice asked, double seconds) {
        return lanes.laneOf(asked, seconds);
    }

    /** How many of a request's parts lie on the topic at once. */
    int partsAtOnce(Lane lane, int parts) {
        return lanes.partsAtOnce(lane, parts);
    }

    /** What encoders a file of a book needs, some worker has to have. */
    void check(OutputSettings file, VoiceManifest voice) {
        checks.output().check(file, voice.sampleRateHz());
    }

    private VoxfarmException unknownVoice(VoiceId voice) {
        List<String> known = catalog.all().stream().map(one -> one.voice().value()).toList();
        return VoxfarmException.of(
                ErrorCode.UNKNOWN_VOICE,
                "model_id: expected a voice of this farm (%s), was %s",
                known.isEmpty() ? "there is none yet" : some(known),
                voice);
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
        int more = names.size() - MOST_NAMED;
        return more <= 0 ? first : first + " and " + more + " more: GET /v1/voices";
    }

    /** The voice's, and behind it the farm's. */
    private List<ObjectKey> dictionaries(VoiceManifest voice) {
        return Stream.of(Optional.of(voice.voice()), Optional.<VoiceId>empty())
                .flatMap(scope -> dictionaries.of(scope).stream())
                .toList();
    }
}
