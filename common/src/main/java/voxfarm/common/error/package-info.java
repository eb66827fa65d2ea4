@NullMarked
package voxfarm.common.error;

import org.jspecify.annotations.NullMarked;
