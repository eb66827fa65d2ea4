/** The forms of files, and how chapters are found in those that do not name them. */
@NullMarked
package voxfarm.books.read;

import org.jspecify.annotations.NullMarked;
