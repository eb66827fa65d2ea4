/** What a text is written in, a voice was trained for, and a farm can speak. */
@NullMarked
package voxfarm.common.language;

import org.jspecify.annotations.NullMarked;
