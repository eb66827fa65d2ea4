/** Text out of bytes that people have, in the encodings that they have it in. */
@NullMarked
package voxfarm.common.text;

import org.jspecify.annotations.NullMarked;
