@NullMarked
package voxfarm.dispatcher.status;

import org.jspecify.annotations.NullMarked;
