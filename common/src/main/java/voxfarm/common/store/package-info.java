@NullMarked
package voxfarm.common.store;

import org.jspecify.annotations.NullMarked;
