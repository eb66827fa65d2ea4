/** Zip archives of others, read in bounds and never unpacked. */
@NullMarked
package voxfarm.books.archive;

import org.jspecify.annotations.NullMarked;
