@NullMarked
package voxfarm.common.worker;

import org.jspecify.annotations.NullMarked;
