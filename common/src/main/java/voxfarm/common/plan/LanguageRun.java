package voxfarm.common.plan;

import voxfarm.common.language.Language;

/**
 * A stretch of a segment's text in one language.
 *
 * @param end behind its last UTF-16 unit in the segment's text; it begins where the one before ends
 */
public record LanguageRun(Language language, int end) {}
