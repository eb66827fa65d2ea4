package voxfarm.frontend.ssml;

import java.util.Map;

/** What an element asks for. */
enum SsmlElement {
    SPEAK,
    PARAGRAPH,
    SENTENCE,
    BREAK,
    PROSODY,
    SUB,
    SAY_AS,
    PHONEME,
    VOICE,
    LANG,
    /** Says where a word is: its text is read. */
    WORD,
    /** Its text is no speech. */
    HIDDEN,
    /** Names another document, which would change what is heard. */
    EXTERNAL,
    /** A line end of HTML. */
    LINE,
    /** Nothing is done; the text is read. */
    OTHER;

    private static final Map<String, SsmlElement> BY_NAME =
            Map.ofEntries(
                    Map.entry("p", PARAGRAPH),
                    Map.entry("paragraph", PARAGRAPH),
                    Map.entry("s", SENTENCE),
                    Map.entry("sentence", SENTENCE),
                    Map.entry("break", BREAK),
                    Map.entry("prosody", PROSODY),
                    Map.entry("sub", SUB),
                    Map.entry("say-as", SAY_AS),
                    Map.entry("phoneme", PHONEME),
                    Map.entry("voice", VOICE),
                    Map.entry("lang", LANG),
                    Map.entry("w", WORD),
                    Map.entry("token", WORD),
                    Map.entry("meta", HIDDEN),
                    Map.entry("metadata", HIDDEN),
                    Map.entry("lexicon", EXTERNAL),
                    Map.entry("br", LINE));

    /** Of an element within the root. */
    static SsmlElement of(XmlToken.Open tag) {
        if (tag.name().equals("xi:include") || tag.name().endsWith(":lexicon")) {
            return EXTERNAL;
        }
        return BY_NAME.getOrDefault(tag.name(), OTHER);
    }
}
