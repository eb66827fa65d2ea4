@NullMarked
package voxfarm.models.bertvits2;

import org.jspecify.annotations.NullMarked;
