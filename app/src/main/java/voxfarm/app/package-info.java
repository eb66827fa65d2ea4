@NullMarked
package voxfarm.app;

import org.jspecify.annotations.NullMarked;
