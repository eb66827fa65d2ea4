@NullMarked
package voxfarm.common.lifecycle;

import org.jspecify.annotations.NullMarked;
