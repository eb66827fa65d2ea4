@NullMarked
package voxfarm.bench;

import org.jspecify.annotations.NullMarked;
