/** What a made book is published as, beside its sound: a book to read along, a feed of chapters. */
@NullMarked
package voxfarm.books.publish;

import org.jspecify.annotations.NullMarked;
