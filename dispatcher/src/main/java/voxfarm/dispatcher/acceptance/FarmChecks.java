package voxfarm.dispatcher.acceptance;

import voxfarm.dispatcher.callback.CallbackTargets;

/**
 * What a farm cannot do or may not, beside what is wrong with a request itself.
 *
 * @param voices whether its workers can speak with a voice
 * @param output whether they can write a format
 * @param callbacks who may be told of ends
 */
public record FarmChecks(VoiceCheck voices, OutputCheck output, CallbackTargets callbacks) {
    /** Of a farm whose workers can do all. */
    public static final FarmChecks NONE =
            new FarmChecks(_ -> {}, (_, _) -> {}, CallbackTargets.NONE);
}
