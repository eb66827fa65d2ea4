package voxfarm.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.LocalFarm;
import voxfarm.app.local.LocalStore;
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

    @Override
    public LocalStore temporaryStore(Path folder, String bucket) throws IOException {
        return EmbeddedStore.temporary(folder, bucket);
    }
}
