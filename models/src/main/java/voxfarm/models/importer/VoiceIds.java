package voxfarm.models.importer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import voxfarm.common.files.Sha256;
import voxfarm.common.voice.VoiceId;

/**
 * Gives voices their ids, each once. Names that are none are made into one that can be read: in
 * Latin letters, with hyphens for all that an id cannot hold, and with a number if it is taken.
 */
final class VoiceIds {
    private static final int LONGEST = 56;
    private static final int HASH_DIGITS = 8;

    private final UnaryOperator<String> latin;

    /** Who has an id, by what Kafka can tell apart. */
    private final Map<String, String> owners = new HashMap<>();

    /**
     * @param latin spells what other scripts write, as far as it can
     */
    VoiceIds(UnaryOperator<String> latin) {
        this.latin = latin;
    }

    /**
     * Gives away an id.
     *
     * @return who has it already; empty if nobody had
     */
    Optional<String> claim(VoiceId id, String owner) {
        return Optional.ofNullable(owners.putIfAbsent(id.collisionKey(), owner));
    }

    /** Makes an id of a name and gives it away. */
    VoiceId derive(String name, String owner) {
        String base = readable(name);
        VoiceId id = new VoiceId(base);
        for (int i = 2; claim(id, owner).isPresent(); i++) {
            id = new VoiceId(base + "-" + i);
        }
        return id;
    }

    private String readable(String name) {
        String letters =
                Normalizer.normalize(
                                latin.apply(Normalizer.normalize(name, Normalizer.Form.NFC)),
                                Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "");
        String id =
                letters.replaceAll("[^A-Za-z0-9._-]+", "-")
                        .replaceAll("-{2,}", "-")
                        .replaceFirst("^[._-]+", "");
        id = id.substring(0, Math.min(LONGEST, id.length())).replaceFirst("[._-]+$", "");
        if (!id.isEmpty()) {
            return id;
        }
        return "voice-"
                + Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    }
}
