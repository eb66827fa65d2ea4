@NullMarked
package voxfarm.common.json;

import org.jspecify.annotations.NullMarked;
