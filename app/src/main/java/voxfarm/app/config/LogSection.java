package voxfarm.app.config;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How the process logs, on standard error.
 *
 * @param format {@code text} for people, {@code json} for machines: an object a line
 * @param level {@code error}, {@code warn}, {@code info} or {@code debug}; what is spoken is told
 *     at debug alone. The environment's {@code VOXFARM_LOG} goes before it
 * @param access whether each call of the HTTP interface is a line
 */
public record LogSection(String format, String level, boolean access) {
    static final LogSection DEFAULTS = new LogSection("text", "info", false);

    private static final Pattern FORMATS = Pattern.compile("text|json");
    private static final Pattern LEVELS = Pattern.compile("error|warn|info|debug");

    /**
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public void check() {
        Problems problems = new Problems();
        if (!FORMATS.matcher(format).matches()) {
            problems.add("log.format: expected text or json, was " + Problems.quote(format));
        }
        if (!LEVELS.matcher(level).matches()) {
            problems.add(
                    "log.level: expected error, warn, info or debug, was " + Problems.quote(level));
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
    }
}
