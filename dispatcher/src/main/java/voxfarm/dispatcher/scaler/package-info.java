/**
 * Tells KEDA how much sound waits for workers, by the interface of its external scalers: sole user
 * of protocol buffers in the dispatcher.
 */
@NullMarked
package voxfarm.dispatcher.scaler;

import org.jspecify.annotations.NullMarked;
