/** What the workers say they can do: voices, encoders, devices. */
@NullMarked
package voxfarm.dispatcher.fleet;

import org.jspecify.annotations.NullMarked;
