/** Keeps books going: accepts the next chapter when one ends, and says when all are spoken. */
@NullMarked
package voxfarm.dispatcher.book;

import org.jspecify.annotations.NullMarked;
