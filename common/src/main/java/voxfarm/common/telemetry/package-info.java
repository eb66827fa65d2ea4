/**
 * What a process tells of its own work: figures, declared once, and the spans of traces. Ports; the
 * libraries behind them are known to {@code voxfarm.telemetry} alone.
 */
@NullMarked
package voxfarm.common.telemetry;

import org.jspecify.annotations.NullMarked;
