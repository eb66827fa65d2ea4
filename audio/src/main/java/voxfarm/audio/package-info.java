/** Samples to files: encoders, resampling, noise reduction, levels. Sole user of FFmpeg. */
@NullMarked
package voxfarm.audio;

import org.jspecify.annotations.NullMarked;
