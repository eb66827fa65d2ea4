/**
 * Texts in several languages: which stretch is of which, and all of them as one utterance; as the
 * original decides it, and as this farm does.
 */
@NullMarked
package voxfarm.frontend.mixed;

import org.jspecify.annotations.NullMarked;
