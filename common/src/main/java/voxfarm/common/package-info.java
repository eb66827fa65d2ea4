/**
 * What all modules share and no other module is needed for. Here itself: which build this is, and
 * what was used last. A package below it is one idea each; the ports to the bucket and to Kafka are
 * {@code store} and {@code event}.
 */
@NullMarked
package voxfarm.common;

import org.jspecify.annotations.NullMarked;
