package voxfarm.frontend.local;

import java.util.List;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.zh.ChineseFrontEnd;

/** The front ends that this build has. */
public final class LocalFrontEnds {
    /** Shared, so that what one caller made of a dictionary is there for the next. */
    private static final FrontEnds ALL = new FrontEnds(List.of(new ChineseFrontEnd()));

    private LocalFrontEnds() {}

    /** All of them; each reads its data when it is first used. */
    public static FrontEnds all() {
        return ALL;
    }
}
