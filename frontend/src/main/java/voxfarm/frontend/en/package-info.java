@NullMarked
package voxfarm.frontend.en;

import org.jspecify.annotations.NullMarked;
