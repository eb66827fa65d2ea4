@NullMarked
package voxfarm.it.support;

import org.jspecify.annotations.NullMarked;
