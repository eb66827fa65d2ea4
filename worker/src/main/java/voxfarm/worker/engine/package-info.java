@NullMarked
package voxfarm.worker.engine;

import org.jspecify.annotations.NullMarked;
