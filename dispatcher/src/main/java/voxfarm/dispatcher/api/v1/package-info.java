/**
 * The farm's own HTTP API, {@code /v1}: requests, their events and audio, voices, and what
 * operators ask for. Handlers read, call and write; what is allowed is decided behind them.
 */
@NullMarked
package voxfarm.dispatcher.api.v1;

import org.jspecify.annotations.NullMarked;
