package voxfarm.dispatcher.callback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.CallbackUrl;

/** The addresses that requests may name: those of the configuration, and nothing else. */
public final class CallbackTargets {
    /** None: whoever names one is refused. */
    public static final CallbackTargets NONE = new CallbackTargets(List.of());

    private static final int LEAST_SECRET = 16;

    private final List<Target> targets;

    /**
     * A target of the configuration.
     *
     * @param url what may be called: its origin, and what lies below its path
     */
    record Target(CallbackUrl url, Secret secret, boolean privateAddresses) {
        boolean covers(CallbackUrl called) {
            String below = url.path().endsWith("/") ? url.path() : url.path() + "/";
            return url.origin().equals(called.origin())
                    && (called.path().equals(url.path()) || called.path().startsWith(below));
        }
    }

    private CallbackTargets(List<Target> targets) {
        this.targets = List.copyOf(targets);
    }

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public static CallbackTargets of(CallbackConfig config) {
        Problems problems = new Problems();
        List<Target> targets = new ArrayList<>();
        for (CallbackConfig.Target target : config.targets()) {
            String place = "callbacks.targets: " + Problems.quote(target.url());
            String written = target.url();
            try {
                CallbackUrl url =
                        CallbackUrl.parse(written.contains("://") ? written : "https://" + written);
                if (url.target().contains("?")) {
                    problems.add(place + ": expected an address without a query");
                }
                targets.add(new Target(url, target.secret(), target.privateAddresses()));
            } catch (VoxfarmException e) {
                problems.add(place + ": " + e.getMessage());
            }
            if (target.secret().reveal().length() < LEAST_SECRET) {
                problems.add(
                        place
                                + ": expected a secret of at least "
                                + LEAST_SECRET
                                + " characters, which its receiver knows; voxfarm key makes one");
            }
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        return new CallbackTargets(targets);
    }

    /** Whether there is none. */
    public boolean none() {
        return targets.isEmpty();
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if the address may not be called
     */
    public void check(CallbackUrl url) {
        if (covering(url).isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "callback: "
                            + (none()
                                    ? "this farm calls nobody; "
                                    : url.origin() + " is not to be called by this farm; ")
                            + "whoever runs it lists addresses under callbacks.targets");
        }
    }

    /** The target that allows an address; of several the one that says most of its path. */
    Optional<Target> covering(CallbackUrl url) {
        Optional<Target> found = Optional.empty();
        for (Target target : targets) {
            boolean closer =
                    found.isEmpty()
                            || target.url().path().length() > found.get().url().path().length();
            if (target.covers(url) && closer) {
                found = Optional.of(target);
            }
        }
        return found;
    }
}
