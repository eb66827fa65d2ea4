package voxfarm.dispatcher;

import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.fleet.DeviceWishes;

/**
 * What the configuration says of voices.
 *
 * @param defaults how they are spoken where a request does not say it
 * @param wishes devices that it asks for
 * @param seed models, folders and services of the original's API
 */
public record ConfiguredVoices(VoiceDefaults defaults, DeviceWishes wishes, SeedDoor seed) {}
