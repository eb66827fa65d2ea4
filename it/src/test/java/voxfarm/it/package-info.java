@NullMarked
package voxfarm.it;

import org.jspecify.annotations.NullMarked;
