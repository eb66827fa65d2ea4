@NullMarked
package voxfarm.models.checkpoint;

import org.jspecify.annotations.NullMarked;
