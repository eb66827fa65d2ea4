package voxfarm.frontend.ssml;

import java.util.Map;
import java.util.Optional;

/** What an XML document consists of, one after the other. */
sealed interface XmlToken {
    /**
     * Where something begins.
     *
     * @param offset in the caller's text, in UTF-16 units
     * @param line from 1
     * @param column in characters, from 1
     */
    record Place(int offset, int line, int column) {
        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }

    /**
     * A tag that opens an element; that of an empty one is followed by a {@link Close}.
     *
     * @param attributes with their references resolved, in the order written
     */
    record Open(String name, Map<String, String> attributes, Place place, int end)
            implements XmlToken {
        Optional<String> attribute(String attribute) {
            return Optional.ofNullable(attributes.get(attribute));
        }
    }

    /** The end of an element. */
    record Close(String name, Place place, int end) implements XmlToken {}

    /**
     * A character of the text.
     *
     * @param end in the caller's text: a reference is longer than what it stands for
     */
    record Text(int codePoint, Place place, int end) implements XmlToken {}

    /** A processing instruction that is passed over. */
    record Instruction(String target, Place place, int end) implements XmlToken {}

    /** The document is complete. */
    record End() implements XmlToken {}
}
