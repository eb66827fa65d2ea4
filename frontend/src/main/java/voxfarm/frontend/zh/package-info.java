/**
 * Chinese, phone for phone as Bert-VITS2 has it: words and tags as jieba, pinyin as pypinyin, tones
 * as they change each other.
 */
@NullMarked
package voxfarm.frontend.zh;

import org.jspecify.annotations.NullMarked;
