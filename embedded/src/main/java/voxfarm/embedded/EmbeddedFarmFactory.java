package voxfarm.embedded;

import java.time.InstantSource;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.LocalFarm;
import voxfarm.common.lifecycle.Faults;
import voxfarm.common.lifecycle.LongSteps;

/** What the commands find when this module is installed. */
public final class EmbeddedFarmFactory implements LocalFarm.Factory {
    @Override
    public LocalFarm make(
            LocalFarm.Options options,
            FarmConfig config,
            LongSteps steps,
            Faults faults,
            InstantSource clock) {
        return new EmbeddedFarm(options, config, EmbeddedFarm.StandIns.NONE, steps, faults, clock);
    }
}
