@NullMarked
package voxfarm.worker.residency;

import org.jspecify.annotations.NullMarked;
