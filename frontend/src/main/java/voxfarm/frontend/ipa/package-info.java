/** The port of those who bring text into the IPA that Piper voices know. */
@NullMarked
package voxfarm.frontend.ipa;

import org.jspecify.annotations.NullMarked;
