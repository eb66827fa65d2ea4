package voxfarm.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.bench.golden.RecordDoors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class FuzzTest {
    private static final long SEED = 20261126;
    private static final int SHARE = 400;

    private static final Set<String> REFUSE_NOTHING =
            Set.of(FuzzTargets.FOLLOWED, FrontEndTargets.TEXTS);

    @TempDir private Path folder;
    @TempDir private Path bucket;

    private RecordDoors records;

    @BeforeEach
    void openDoors() throws IOException {
        records = RecordDoors.open(bucket, InstantSource.system());
    }

    @AfterEach
    void closeDoors() {
        records.close();
    }

    private List<FuzzTarget> targets() throws IOException {
        return new FuzzTargets(Path.of(".."), folder, records).all();
    }

    @Test
    void everyReaderReadsItsSamplesOrRefusesThemPlainly() throws IOException {
        for (FuzzTarget target : targets()) {
            int read = 0;
            for (byte[] sample : target.samples()) {
                try {
                    target.reading().read(sample);
                    read++;
                } catch (VoxfarmException e) {
                    assertThat(e.getMessage()).as(target.name()).isNotBlank();
                }
            }
            if (!target.name().startsWith("topic")) { // no voice is there to speak them
                assertThat(read).as("samples of %s that were read", target.name()).isPositive();
            }
        }
    }

    @Test
    void everyReaderRefusesMutationsByTheDeclaredErrorAlone() throws IOException {
        for (FuzzTarget target : targets()) {
            FuzzTarget.Outcome outcome = target.run(SEED, SHARE);

            assertThat(outcome.defects()).as("%s, seed %d", target.name(), SEED).isEmpty();
            if (!REFUSE_NOTHING.contains(target.name())
                    && !BookTargets.LENIENT.contains(target.name())) {
                assertThat(outcome.refused()).as(outcome.line()).isGreaterThan(SHARE / 20);
            }
            assertThat(outcome.mostBytes()).as(outcome.line()).isLessThan(256L << 20);
        }
    }

    @Test
    void theSameNumberMakesTheSameMutation() {
        FuzzTarget target = new FuzzTarget("x", List.of(new byte[100]), _ -> {});

        assertThat(target.mutation(1, 7)).isEqualTo(target.mutation(1, 7));
        assertThat(target.mutation(1, 7)).isNotEqualTo(target.mutation(1, 8));
        assertThat(target.mutation(1, 7)).isNotEqualTo(target.mutation(2, 7));
    }

    @Test
    void whatIsThrownBesideTheDeclaredErrorIsADefect() {
        FuzzTarget broken =
                new FuzzTarget(
                        "broken",
                        List.of(new byte[] {1, 2, 3}),
                        bytes -> {
                            if (bytes.length % 2 == 0) {
                                throw new IllegalStateException("even");
                            }
                            throw new VoxfarmException(ErrorCode.INVALID_VOICE, "odd");
                        });

        FuzzTarget.Outcome outcome = broken.run(1, 100);

        assertThat(outcome.read()).isZero();
        assertThat(outcome.refused()).isPositive();
        assertThat(outcome.defects()).isNotEmpty().allMatch(line -> line.contains("even"));
    }
}
