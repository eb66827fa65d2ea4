/**
 * Japanese, phone for phone as Bert-VITS2 has it: words as MeCab cuts them, readings, accents and
 * devoiced vowels as Open JTalk has them.
 */
@NullMarked
package voxfarm.frontend.ja;

import org.jspecify.annotations.NullMarked;
