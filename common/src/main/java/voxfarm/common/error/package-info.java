/**
 * Every failure once: its name on the wire, whose fault it is, its HTTP status; and words for what
 * was expected and found. Stack traces stay inside of the process.
 */
@NullMarked
package voxfarm.common.error;

import org.jspecify.annotations.NullMarked;
