package voxfarm.common.voice;

/**
 * Something in a voice root that is not spoken with.
 *
 * @param place folder or file, as whoever put it there knows it
 * @param reason what is wrong with it and what to do, in one line
 */
public record UnservedVoice(String place, String reason) {
    @Override
    public String toString() {
        return place + ": " + reason;
    }
}
