package voxfarm.frontend.phones;

/** A language of Bert-VITS2, in the order of its ids. */
public enum Language {
    ZH,
    JP,
    EN;

    /** The model's number of the language. */
    public int id() {
        return ordinal();
    }
}
