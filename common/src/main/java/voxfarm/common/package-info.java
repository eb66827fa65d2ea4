@NullMarked
package voxfarm.common;

import org.jspecify.annotations.NullMarked;
