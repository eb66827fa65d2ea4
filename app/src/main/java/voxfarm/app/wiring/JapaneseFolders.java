package voxfarm.app.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.local.LocalJapanese;

/** Where this process looks for Open JTalk's dictionary. */
public final class JapaneseFolders {
    private JapaneseFolders() {}

    /** Where the set-up puts it. */
    public static Path of(Path data) {
        return data.resolve("japanese");
    }

    /**
     * Looks there, and where the configuration says, before all other places.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} if {@code voices.japanese} names a folder
     *     that does not hold it
     */
    public static void use(FarmConfig.VoicesSection config, Path data) {
        List<Path> folders = new ArrayList<>();
        if (!config.japanese().isBlank()) {
            Path named = Configs.path(config.japanese());
            if (!JapaneseDictionary.isIn(named)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_CONFIG,
                        "voices.japanese: expected a folder with sys.dic, unk.dic, matrix.bin and"
                                + " char.bin of Open JTalk's dictionary, was %s",
                        named);
            }
            folders.add(named);
        }
        folders.add(of(data).toAbsolutePath());
        LocalJapanese.lookIn(folders);
    }
}
