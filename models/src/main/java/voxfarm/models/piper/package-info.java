@NullMarked
package voxfarm.models.piper;

import org.jspecify.annotations.NullMarked;
