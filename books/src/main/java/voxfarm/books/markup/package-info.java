/** Pages and other documents of markup, and what parts of a book are called. */
@NullMarked
package voxfarm.books.markup;

import org.jspecify.annotations.NullMarked;
