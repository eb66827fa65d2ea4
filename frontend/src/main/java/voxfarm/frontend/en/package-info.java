/**
 * English: normalisation, pronouncing dictionary, letters to sounds, IPA for Piper voices, and the
 * one table of abbreviations.
 */
@NullMarked
package voxfarm.frontend.en;

import org.jspecify.annotations.NullMarked;
