package voxfarm.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.SetAsideVoice;

/**
 * Voices that this machine has not the means to speak with, known by their manifests before anybody
 * asks for them. Looked for again and again: programs are installed and removed. On one thread.
 */
final class LackingVoices {
    private static final Logger LOG = LoggerFactory.getLogger(LackingVoices.class);

    /** As often as a worker looks again, at the least. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Function<VoiceManifest, Optional<String>> lacks;
    private Map<VoiceId, String> told = Map.of();

    /**
     * @param lacks what is missing for a voice; empty if nothing is
     */
    LackingVoices(Function<VoiceManifest, Optional<String>> lacks) {
        this.lacks = lacks;
    }

    /** Those of the voices given; each is told in the log once while it lasts. */
    List<SetAsideVoice> of(List<VoiceManifest> voices) {
        Map<VoiceId, String> now = new TreeMap<>();
        List<SetAsideVoice> lacking = new ArrayList<>();
        for (VoiceManifest voice : voices) {
            lacks.apply(voice)
                    .ifPresent(what -> {
                        now.put(voice.voice(), what);
                        lacking.add(
                                new SetAsideVoice(
                                        voice.voice(),
                                        voice.version(),
                                        ErrorCode.DEVICE_UNAVAILABLE,
                                        what,
                                        RETRY.toSeconds()));
                    });
        }
        now.forEach((voice, what) -> {
            if (!what.equals(told.get(voice))) {
                LOG.warn("voice {} cannot be spoken here: {}", voice, what);
            }
        });
        told.keySet().stream()
                .filter(voice -> !now.containsKey(voice))
                .forEach(voice -> LOG.info("voice {}: nothing is missing any more", voice));
        told = now;
        return lacking;
    }
}
