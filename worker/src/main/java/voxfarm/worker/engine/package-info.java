/**
 * Utterances to samples: the sole user of ONNX Runtime, whose types stay in here. {@code VitsVoice}
 * is the recipe, a {@code VitsNetwork} holds graphs, a voice reads text for both.
 */
@NullMarked
package voxfarm.worker.engine;

import org.jspecify.annotations.NullMarked;
