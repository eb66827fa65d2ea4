@NullMarked
package voxfarm.common.audio;

import org.jspecify.annotations.NullMarked;
