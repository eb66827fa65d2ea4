package voxfarm.frontend.ja;

/**
 * A stretch of a text that somebody set a reading for.
 *
 * @param begin first UTF-16 unit
 * @param end behind the last one
 * @param reading how it is read
 */
record SetWord(int begin, int end, KanaReading reading) {}
