package voxfarm.dispatcher;

import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.frontend.ipa.Phonemizers;

/**
 * What the configuration says of voices.
 *
 * @param defaults how they are spoken where a request does not say it
 * @param wishes devices that it asks for
 * @param seed models, folders and services of the original's API
 * @param phonemizers of this machine, for those who ask how Piper voices read; the dispatcher
 *     closes them
 * @param books reads what is submitted as a book
 */
public record ConfiguredVoices(
        VoiceDefaults defaults,
        DeviceWishes wishes,
        SeedDoor seed,
        Phonemizers phonemizers,
        BookReader books) {}
