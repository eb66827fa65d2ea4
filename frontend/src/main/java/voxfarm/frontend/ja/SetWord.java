package voxfarm.frontend.ja;

/**
 * A word that somebody set a reading for, as the analysis takes it.
 *
 * @param text as it is written
 * @param feature as a dictionary would say it
 * @param left its number as what follows another word
 * @param right its number as what stands before another word
 * @param cost so low that it wins over words of dictionaries
 */
record SetWord(String text, String feature, int left, int right, int cost) {}
