package voxfarm.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class FuzzTest {
    private static final long SEED = 20261126;
    private static final int SHARE = 400;

    @TempDir private Path folder;

    private List<FuzzTarget> targets() throws IOException {
        return new FuzzTargets(Path.of(".."), folder).all();
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
            assertThat(read).as("samples of %s that were read", target.name()).isPositive();
        }
    }

    @Test
    void everyReaderRefusesMutationsByTheDeclaredErrorAlone() throws IOException {
        for (FuzzTarget target : targets()) {
            FuzzTarget.Outcome outcome = target.run(SEED, SHARE);

            assertThat(outcome.defects()).as("%s, seed %d", target.name(), SEED).isEmpty();
            assertThat(outcome.refused()).as(outcome.line()).isGreaterThan(SHARE / 20);
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
