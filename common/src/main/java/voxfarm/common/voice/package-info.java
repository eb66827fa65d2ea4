@NullMarked
package voxfarm.common.voice;

import org.jspecify.annotations.NullMarked;
