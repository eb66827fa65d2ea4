/** From a job to the files of a request: all segments at once, a part of them, or parts joined. */
@NullMarked
package voxfarm.worker.assembly;

import org.jspecify.annotations.NullMarked;
