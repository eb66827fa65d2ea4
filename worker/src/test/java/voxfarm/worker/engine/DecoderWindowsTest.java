package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderWindowsTest {
    private static final DecoderWindows WINDOWS = new DecoderWindows(64, 9);

    @Test
    void keepsEachFrameOnceAndWithAllThatItDependsOn() {
        for (int frames = 1; frames < 500; frames++) {
            int next = 0;
            for (DecoderWindows.Window window : WINDOWS.of(frames)) {
                int end = window.first() + window.frames();
                assertThat(window.from()).isEqualTo(next);
                assertThat(window.to()).isGreaterThan(window.from()).isLessThanOrEqualTo(end);
                assertThat(window.frames()).isBetween(1, 64);
                assertThat(window.first()).isLessThanOrEqualTo(Math.max(0, window.from() - 9));
                assertThat(end).isGreaterThanOrEqualTo(Math.min(frames, window.to() + 9));
                assertThat(end).isLessThanOrEqualTo(frames);
                assertThat(window.frames()).isEqualTo(Math.min(frames, 64));
                next = window.to();
            }
            assertThat(next).isEqualTo(frames);
        }
    }

    @Test
    void takesOneWindowForWhatFits() {
        assertThat(WINDOWS.of(64)).isEqualTo(List.of(new DecoderWindows.Window(0, 64, 0, 64)));
        assertThat(WINDOWS.of(65)).hasSize(2);
    }

    @Test
    void refusesWindowsThatKeepNothing() {
        assertThatThrownBy(() -> new DecoderWindows(18, 9))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
