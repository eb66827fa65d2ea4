/** Voices that measurements and simulations need by name and manifest alone: no model is behind. */
@NullMarked
package voxfarm.bench.voice;

import org.jspecify.annotations.NullMarked;
