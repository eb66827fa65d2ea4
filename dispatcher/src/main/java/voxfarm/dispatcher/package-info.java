@NullMarked
package voxfarm.dispatcher;

import org.jspecify.annotations.NullMarked;
