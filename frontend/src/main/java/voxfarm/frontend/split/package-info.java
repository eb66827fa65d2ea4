@NullMarked
package voxfarm.frontend.split;

import org.jspecify.annotations.NullMarked;
