/** The engine in a process of its own: what kills it does not kill the farm (docs/adr/0007). */
@NullMarked
package voxfarm.worker.isolation;

import org.jspecify.annotations.NullMarked;
