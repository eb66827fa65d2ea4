/** Spans for OpenTelemetry; alone knows its SDK. */
@NullMarked
package voxfarm.telemetry.tracing;

import org.jspecify.annotations.NullMarked;
