package voxfarm.common.result;

import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.store.ObjectKey;

/**
 * Audio in the bucket.
 *
 * @param uri the key as {@code s3://bucket/key}
 * @param sha256 of the object's bytes, 64 hexadecimal digits
 * @param levels before coding; empty of what a build stored that did not measure
 */
public record StoredAudio(
        ObjectKey key,
        String uri,
        AudioFormat format,
        int sampleRateHz,
        int channels,
        double durationSeconds,
        long bytes,
        String sha256,
        Optional<AudioLevels> levels) {}
