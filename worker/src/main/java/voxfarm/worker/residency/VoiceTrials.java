package voxfarm.worker.residency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.ErrorKind;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.common.worker.SetAsideVoice;

/**
 * Judges versions of voices by how they load. One that ended the engine is loaded with nothing
 * beside it from then on; one that failed {@link #MOST_FAILURES} times in a row is set aside, for a
 * pause that doubles with each further failure. What a store or a device could not do is not the
 * voice's fault and does not count. Thread-safe.
 */
final class VoiceTrials {
    /** A single death may be anybody's: a hand's, the kernel's for want of memory. */
    static final int MOST_FAILURES = 3;

    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(VoiceTrials.class);

    /** Guarded by this. */
    private final Map<Version, History> failed = new HashMap<>();

    private final LongSupplier nanos;

    /**
     * @param nanos a clock for durations
     */
    VoiceTrials(LongSupplier nanos) {
        this.nanos = nanos;
    }

    record Version(VoiceId voice, VoiceVersion version) {
        @Override
        public String toString() {
            return voice + " version " + version;
        }
    }

    /**
     * @param pauseEnds only of use once there were {@link #MOST_FAILURES}
     */
    private record History(int failures, boolean deadly, String reason, long pauseEnds) {
        boolean setAside() {
            return failures >= MOST_FAILURES;
        }
    }

    /**
     * @throws VoxfarmException {@code VOICE_BROKEN} if the voice is set aside
     */
    synchronized void check(Version voice) {
        History history = failed.get(voice);
        if (history != null && history.setAside() && secondsLeft(history) > 0) {
            throw setAside(voice, history);
        }
    }

    /** Whether nothing may be beside it in the engine while it is loaded. */
    synchronized boolean isSuspect(Version voice) {
        History history = failed.get(voice);
        return history != null && history.deadly();
    }

    /** It was loaded: what was before is forgiven. */
    synchronized void loaded(Version voice) {
        failed.remove(voice);
    }

    /**
     * Takes down a failure to load.
     *
     * @param alone whether nothing was beside it in the engine; a death that another may have
     *     caused makes it a suspect, and no more
     * @return what whoever asked for the voice is told: {@code NOT_READY} while it may be none of
     *     its fault, {@code VOICE_BROKEN} once it is set aside
     */
    synchronized VoxfarmException failed(Version voice, VoxfarmException failure, boolean alone) {
        if (failure.code().kind() != ErrorKind.INTERNAL) {
            return failure;
        }
        long time = nanos.getAsLong();
        failed.values().removeIf(old -> time - old.pauseEnds() > LONGEST_PAUSE.toNanos());
        boolean death = failure.code() == ErrorCode.ENGINE_DIED;
        History before = failed.getOrDefault(voice, new History(0, false, "", 0));
        int failures = death && !alone ? Math.max(1, before.failures()) : before.failures() + 1;
        long pauseEnds = time + pause(failures).toNanos();
        History now =
                new History(failures, death || before.deadly(), failure.getMessage(), pauseEnds);
        failed.put(voice, now);
        if (now.setAside()) {
            VoxfarmException why = setAside(voice, now);
            LOG.error("{}", why.getMessage());
            return why;
        }
        if (death) {
            return VoxfarmException.of(
                    ErrorCode.NOT_READY,
                    "voice %s: the engine died while loading it, %d of %d times: %s",
                    voice,
                    failures,
                    MOST_FAILURES,
                    failure.getMessage());
        }
        return failure;
    }

    private static Duration pause(int failures) {
        int doublings = Math.clamp(failures - MOST_FAILURES, 0, 10);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private double secondsLeft(History history) {
        return (history.pauseEnds() - nanos.getAsLong()) / 1e9;
    }

    private VoxfarmException setAside(Version voice, History history) {
        return VoxfarmException.of(
                ErrorCode.VOICE_BROKEN,
                "voice %s is set aside here for %.0f s: %s",
                voice,
                Math.ceil(secondsLeft(history)),
                why(history));
    }

    private static String why(History history) {
        return history.deadly()
                ? "the engine died %d times while loading it, with nothing beside it: %s"
                        .formatted(history.failures(), history.reason())
                : "it could not be loaded %d times: %s"
                        .formatted(history.failures(), history.reason());
    }

    /** Those that are set aside now. */
    synchronized List<SetAsideVoice> setAside() {
        List<SetAsideVoice> list = new ArrayList<>();
        failed.forEach((voice, history) -> {
            if (history.setAside() && secondsLeft(history) > 0) {
                list.add(
                        new SetAsideVoice(
                                voice.voice(),
                                voice.version(),
                                ErrorCode.VOICE_BROKEN,
                                why(history),
                                Math.ceil(secondsLeft(history))));
            }
        });
        return list;
    }
}
