/**
 * The farm's own images with foreign brokers and stores, in containers; run by {@code
 * --containers}.
 */
@NullMarked
package voxfarm.it.containers;

import org.jspecify.annotations.NullMarked;
