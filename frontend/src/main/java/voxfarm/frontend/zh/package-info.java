@NullMarked
package voxfarm.frontend.zh;

import org.jspecify.annotations.NullMarked;
