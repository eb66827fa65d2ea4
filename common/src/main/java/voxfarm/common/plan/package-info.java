@NullMarked
package voxfarm.common.plan;

import org.jspecify.annotations.NullMarked;
