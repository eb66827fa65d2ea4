@NullMarked
package voxfarm.worker;

import org.jspecify.annotations.NullMarked;
