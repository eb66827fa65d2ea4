package voxfarm.common.error;

import java.util.Locale;

/** Sizes for people. */
public final class ByteSize {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private ByteSize() {}

    /** In the unit that suits it, and exactly: {@code 68 MiB (71,303,168 bytes)}. */
    public static String shown(long bytes) {
        String exact = String.format(Locale.ROOT, "%,d bytes", bytes);
        if (bytes < 1024) {
            return exact;
        }
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String rounded = String.format(Locale.ROOT, "%.1f", value).replaceAll("[.]0$", "");
        return rounded + " " + UNITS[unit] + " (" + exact + ")";
    }
}
