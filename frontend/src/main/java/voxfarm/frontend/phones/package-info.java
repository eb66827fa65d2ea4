/** Numbers of phones, tones and languages, as families of checkpoints count them. */
@NullMarked
package voxfarm.frontend.phones;

import org.jspecify.annotations.NullMarked;
