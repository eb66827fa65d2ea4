package voxfarm.dispatcher.scaler;

import voxfarm.common.config.Range;

/**
 * Where KEDA may ask how much waits.
 *
 * @param host address to bind; empty for none
 * @param port 0 takes a free one
 */
public record ScalerConfig(String host, @Range(min = 0, max = 65_535) int port) {
    public static final ScalerConfig DEFAULTS = new ScalerConfig("", 9878);

    public boolean on() {
        return !host.isBlank();
    }
}
