package voxfarm.worker.engine;

import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.frontend.Readings;

/**
 * A segment and all that decides how it sounds, whichever request it belongs to: what an engine
 * speaks at once may be of several.
 *
 * @param settings how its request is spoken; of the voice that speaks it
 * @param readings of its request, before those of the voice and of the farm
 */
public record Utterance(Segment segment, SpeechSettings settings, Readings readings) {
    /** With the readings of the built-in dictionaries. */
    public Utterance(Segment segment, SpeechSettings settings) {
        this(segment, settings, Readings.NONE);
    }
}
