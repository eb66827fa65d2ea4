package voxfarm.books;

import java.util.Locale;

/** Why a part of a book is not read aloud, unless somebody wants it. */
public enum LeftOut {
    COVER,
    TITLE_PAGE,
    COPYRIGHT,

    /** A table of contents, of pictures or of tables. */
    CONTENTS,

    /** An index, a bibliography or a glossary. */
    INDEX,

    /** Footnotes and endnotes. */
    NOTES,

    /** Of other books. */
    ADVERTISEMENT,

    /** The book says that it does not belong to the reading order. */
    AUXILIARY,

    /** Nothing in it can be spoken. */
    EMPTY;

    /** As it stands in a plan: {@code title-page}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
