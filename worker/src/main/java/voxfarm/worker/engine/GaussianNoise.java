package voxfarm.worker.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import voxfarm.common.files.Sha256;

/**
 * Standard normal noise where each value depends on its key and its place alone, so that the length
 * of the buffer, the order of the calls and the worker change nothing.
 *
 * <p>The counter is hashed by the finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable
 * pseudorandom number generators", 2014) and turned into a normal value by the inverse distribution
 * function AS 241, PPND7 (Wichura, 1988), accurate to about 1 part in 10^7. Only exact arithmetic
 * and {@link StrictMath} are used: every platform gives the same bits.
 */
final class GaussianNoise {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double TO_UNIT = 0x1p-53;

    private final long key;

    private GaussianNoise(long key) {
        this.key = key;
    }

    /**
     * @param clip names everything that decides the sound
     * @param stream which of a run's draws it is
     */
    static GaussianNoise of(String clip, String stream) {
        MessageDigest digest = Sha256.digest();
        digest.update(clip.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] hash = digest.digest(stream.getBytes(StandardCharsets.UTF_8));
        return new GaussianNoise(ByteBuffer.wrap(hash).getLong());
    }

    /**
     * Values of rows and columns from 0, row-major; the value at (r, c) does not depend on the
     * shape.
     */
    float[] matrix(int rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = at(row, column);
            }
        }
        return values;
    }

    float at(int row, int column) {
        long counter = ((long) row << 32) | column;
        long bits = mix(key + (counter + 1) * GOLDEN_GAMMA);
        // the middle of one of 2^53 cells: never 0 or 1
        double uniform = ((bits >>> 11) + 0.5) * TO_UNIT;
        return (float) quantile(uniform);
    }

    /** A value of the uniform distribution from 0 to 1. */
    float uniformAt(int row, int column) {
        long counter = ((long) row << 32) | column;
        return (mix(key + (counter + 1) * GOLDEN_GAMMA) >>> 40) * 0x1p-24f;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Inverse of the standard normal distribution function, for 0 < p < 1. */
    static double quantile(double p) {
        double q = p - 0.5;
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q
                    * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
                    / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
        }
        double r = StrictMath.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
        double value;
        if (r <= 5) {
            r -= 1.6;
            value =
                    (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
                            / ((0.12021132975 * r + 0.73700164250) * r + 1.0);
        } else {
            r -= 5;
            value =
                    (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
                            / ((0.012258202635 * r + 0.24197894225) * r + 1.0);
        }
        return q < 0 ? -value : value;
    }
}
