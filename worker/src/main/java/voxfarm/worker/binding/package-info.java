/** From the chapters of a book, each spoken, to the files of the book. */
@NullMarked
package voxfarm.worker.binding;

import org.jspecify.annotations.NullMarked;
