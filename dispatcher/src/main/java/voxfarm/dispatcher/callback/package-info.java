/**
 * Callbacks: who asked for it is told by HTTP how a request ended. What was told is noted in the
 * bucket; where it is told is for the configuration to allow.
 */
@NullMarked
package voxfarm.dispatcher.callback;

import org.jspecify.annotations.NullMarked;
