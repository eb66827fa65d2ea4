/** How the built-in English reader sounds, held against espeak-ng and against a recogniser. */
@NullMarked
package voxfarm.bench.phones;

import org.jspecify.annotations.NullMarked;
