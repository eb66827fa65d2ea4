@NullMarked
package voxfarm.dispatcher.api.v1;

import org.jspecify.annotations.NullMarked;
