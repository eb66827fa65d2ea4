@NullMarked
package voxfarm.common.event;

import org.jspecify.annotations.NullMarked;
