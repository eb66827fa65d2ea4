package voxfarm.dispatcher.api.seed;

import voxfarm.common.error.VoxfarmException;

/** Translates texts before they are spoken. */
@FunctionalInterface
public interface Translator {
    /**
     * @param language zh, jp or en
     * @throws VoxfarmException {@code UNSUPPORTED} if none is configured, {@code NOT_READY} if it
     *     does not answer
     */
    String translate(String text, String language);
}
