@NullMarked
package voxfarm.common.job;

import org.jspecify.annotations.NullMarked;
