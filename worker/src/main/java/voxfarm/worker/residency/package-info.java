/** Which voices are held in memory, and which are set aside. */
@NullMarked
package voxfarm.worker.residency;

import org.jspecify.annotations.NullMarked;
