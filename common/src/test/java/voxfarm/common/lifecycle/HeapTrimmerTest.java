package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
    private static final long MEBIBYTE = 1L << 20;

    @Test
    void collectsWhenMostOfTheGrowthCanBeGarbage() {
        assertThat(HeapTrimmer.due(30 * MEBIBYTE, 0)).isFalse();
        assertThat(HeapTrimmer.due(40 * MEBIBYTE, 0)).isTrue();
        assertThat(HeapTrimmer.due(180 * MEBIBYTE, 100 * MEBIBYTE)).isFalse();
        assertThat(HeapTrimmer.due(190 * MEBIBYTE, 100 * MEBIBYTE)).isTrue();
    }

    @Test
    void runsInAnyVirtualMachine() {
        HeapTrimmer trimmer = new HeapTrimmer();
        trimmer.start();
        trimmer.close();
    }
}
