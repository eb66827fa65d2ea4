@NullMarked
package voxfarm.worker.process;

import org.jspecify.annotations.NullMarked;
