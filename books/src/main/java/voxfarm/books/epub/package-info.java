/** EPUB 2 and 3: the archive, its package document, its navigation and its chapters. */
@NullMarked
package voxfarm.books.epub;

import org.jspecify.annotations.NullMarked;
