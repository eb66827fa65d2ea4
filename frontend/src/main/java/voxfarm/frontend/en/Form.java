package voxfarm.frontend.en;

/** A kind of writing that is not plain words: how it is known, and how it is read. Stateless. */
interface Form {
    /**
     * Writes what begins there, if it is of this kind.
     *
     * @param at a place where no word or number goes on
     * @return behind what was read; {@code at} if it is of another kind
     */
    int read(String text, int at, SpokenWords out);
}
