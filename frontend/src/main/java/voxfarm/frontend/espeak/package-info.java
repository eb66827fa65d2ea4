/** The program espeak-ng, for Piper voices of languages that the farm has no front end for. */
@NullMarked
package voxfarm.frontend.espeak;

import org.jspecify.annotations.NullMarked;
