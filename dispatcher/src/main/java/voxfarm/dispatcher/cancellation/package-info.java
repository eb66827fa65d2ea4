@NullMarked
package voxfarm.dispatcher.cancellation;

import org.jspecify.annotations.NullMarked;
