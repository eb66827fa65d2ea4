/** Figures for Prometheus; alone knows Micrometer. */
@NullMarked
package voxfarm.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
