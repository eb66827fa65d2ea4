/** What files of a book say of it, whatever their format. */
@NullMarked
package voxfarm.common.tags;

import org.jspecify.annotations.NullMarked;
