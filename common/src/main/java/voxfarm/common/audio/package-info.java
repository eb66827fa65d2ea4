/**
 * Sound as a value: samples, formats, what a caller may ask of a file, and its document. Nothing
 * here encodes; that is the module {@code audio}.
 */
@NullMarked
package voxfarm.common.audio;

import org.jspecify.annotations.NullMarked;
