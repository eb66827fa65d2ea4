package voxfarm.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import voxfarm.common.error.Problems;

/** A port: 0 takes a free one. */
final class PortNumber implements ITypeConverter<Integer> {
    private static final int HIGHEST = 65_535;

    @Override
    public Integer convert(String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= HIGHEST) {
            return Integer.valueOf(value);
        }
        throw new TypeConversionException(
                "expected a port from 0 to " + HIGHEST + ", was " + Problems.quote(value));
    }
}
