/** Who may use the engine when. */
@NullMarked
package voxfarm.worker.schedule;

import org.jspecify.annotations.NullMarked;
