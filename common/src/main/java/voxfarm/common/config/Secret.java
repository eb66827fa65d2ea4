package voxfarm.common.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A value that must not be printed. */
public record Secret(String reveal) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {}

    @Override
    public String toString() {
        return "***";
    }
}
