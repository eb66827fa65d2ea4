package voxfarm.frontend.phones;

/** A language of Bert-VITS2, in the order of its ids. */
public enum Language {
    ZH(0),
    JP(1),
    EN(2);

    private final int id;

    Language(int id) {
        this.id = id;
    }

    /** The model's number of the language. */
    public int id() {
        return id;
    }
}
