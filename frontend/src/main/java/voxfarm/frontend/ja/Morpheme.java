package voxfarm.frontend.ja;

/**
 * A word as the analysis cuts it.
 *
 * @param surface as it is written in the text
 * @param feature what the dictionary says of it: values between commas
 * @param set whether somebody set how it is read
 * @param begin of it in the text, in UTF-16 units
 */
record Morpheme(String surface, String feature, boolean set, int begin) {}
