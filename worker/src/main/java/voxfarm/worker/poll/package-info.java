@NullMarked
package voxfarm.worker.poll;

import org.jspecify.annotations.NullMarked;
