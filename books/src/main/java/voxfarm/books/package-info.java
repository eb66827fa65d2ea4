/**
 * Books as their files have them: what is told about them, their chapters in reading order, and
 * what is left out of a reading with the reason. Every file is hostile: nothing in it is fetched,
 * unpacked to a disk or run.
 */
@NullMarked
package voxfarm.books;

import org.jspecify.annotations.NullMarked;
