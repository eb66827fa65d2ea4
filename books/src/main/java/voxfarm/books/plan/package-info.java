/**
 * A book as it shall be made: the plan document, which people edit, HTTP takes and the bucket
 * keeps; who speaks what in each chapter; what a making will cost; words whose reading is doubtful.
 * Plans may come from strangers: everything is bounded, and every problem is named at once.
 */
@NullMarked
package voxfarm.books.plan;

import org.jspecify.annotations.NullMarked;
