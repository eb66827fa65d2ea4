package voxfarm.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, off by what a file says: a clock that jumps, for one process. */
record OffsetClock(Path file) implements InstantSource {
    @Override
    public Instant instant() {
        try {
            return Instant.now().plusSeconds(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return Instant.now(); // being written
        }
    }
}
