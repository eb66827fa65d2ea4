/**
 * The only reader of JSON: bounded in depth, size and numbers, because all of it may come from
 * strangers. Fields are asked for by name and kind; what is wrong is collected, not thrown.
 */
@NullMarked
package voxfarm.common.json;

import org.jspecify.annotations.NullMarked;
