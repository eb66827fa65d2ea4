@NullMarked
package voxfarm.worker.golden;

import org.jspecify.annotations.NullMarked;
