@NullMarked
package voxfarm.common.result;

import org.jspecify.annotations.NullMarked;
