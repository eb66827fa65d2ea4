package voxfarm.common.voice;

import java.util.List;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * @param id the model's number of the speaker, from 0
 * @param name as the voice's own file gives it
 */
public record Speaker(int id, String name) {
    private static final int LISTED = 10;

    /**
     * The error of who asks for a speaker that there is not.
     *
     * @param field that names it
     * @param voice for people
     * @param known those that there are
     * @param found quoted, if it is a name
     */
    public static VoxfarmException unknown(
            String field, String voice, List<Speaker> known, String found) {
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "%s: expected a speaker of %s (%s%s), was %s",
                field,
                voice,
                known.stream()
                        .limit(LISTED)
                        .map(speaker -> speaker.id() + " " + speaker.name())
                        .collect(Collectors.joining(", ")),
                known.size() > LISTED ? ", …" : "",
                found);
    }
}
