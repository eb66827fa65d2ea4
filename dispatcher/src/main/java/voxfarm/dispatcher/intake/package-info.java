@NullMarked
package voxfarm.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
