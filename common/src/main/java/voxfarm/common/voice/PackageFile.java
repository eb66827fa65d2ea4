package voxfarm.common.voice;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;

/**
 * A file of a voice package.
 *
 * @param name a plain file name
 * @param sha256 64 hexadecimal digits
 * @throws VoxfarmException {@code VOICE_BROKEN} if the name is not plain or the hash malformed
 */
public record PackageFile(String name, long bytes, String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    public PackageFile {
        if (!NAME.matcher(name).matches() || !Sha256.isHex(sha256) || bytes < 0) {
            throw VoxfarmException.of(
                    ErrorCode.VOICE_BROKEN,
                    "voice package: expected a plain file name and a sha256, was %s and %s",
                    Problems.quote(name),
                    Problems.quote(sha256));
        }
    }
}
