package voxfarm.common.result;

import voxfarm.common.audio.AudioFormat;
import voxfarm.common.store.ObjectKey;

/**
 * Audio in the bucket.
 *
 * @param uri the key as {@code s3://bucket/key}
 * @param sha256 of the object's bytes, 64 hexadecimal digits
 */
public record StoredAudio(
        ObjectKey key,
        String uri,
        AudioFormat format,
        int sampleRateHz,
        int channels,
        double durationSeconds,
        long bytes,
        String sha256) {}
