package voxfarm.dispatcher.callback;

import java.util.List;
import voxfarm.common.config.Range;
import voxfarm.common.config.Secret;

/**
 * Who may be told by HTTP how requests ended.
 *
 * @param targets addresses that requests may name; without any, requests that name one are refused
 * @param tries after which telling is given up; see {@link CallbackPace}
 * @param timeoutSeconds for one try, from the look-up of the name to the status of the answer
 * @param atOnce tries under way in this process; half of them, at least one, at one target
 */
public record CallbackConfig(
        List<Target> targets,
        @Range(min = 1, max = 50) int tries,
        @Range(min = 1, max = 120) int timeoutSeconds,
        @Range(min = 1, max = 256) int atOnce) {

    public static final CallbackConfig DEFAULTS = new CallbackConfig(List.of(), 20, 10, 8);

    /**
     * An address that may be called, and whatever lies below its path.
     *
     * @param url such as {@code https://hooks.example.org/voxfarm/}; without a scheme, https
     * @param secret with which what is sent there is signed
     * @param privateAddresses whether its name may stand for an address that is not public
     */
    public record Target(String url, Secret secret, boolean privateAddresses) {
        public static final Target DEFAULTS = new Target("", new Secret(""), false);
    }

    public CallbackConfig {
        targets = List.copyOf(targets);
    }
}
