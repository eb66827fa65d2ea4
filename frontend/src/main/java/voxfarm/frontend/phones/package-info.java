@NullMarked
package voxfarm.frontend.phones;

import org.jspecify.annotations.NullMarked;
