@NullMarked
package voxfarm.models.packages;

import org.jspecify.annotations.NullMarked;
