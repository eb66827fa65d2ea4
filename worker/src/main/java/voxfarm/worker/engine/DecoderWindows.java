package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts latents into windows of one width, so that a device sees one shape only, however long the
 * texts are. Each window begins where its text begins, or far enough before what is kept of it, and
 * goes on as far behind or to its text's end: what is kept is what the whole would have given. A
 * text that has a window's length fills all its windows, as the last begins so much earlier.
 *
 * @param width frames of a window
 * @param overlap frames on each side that a sample depends on
 */
record DecoderWindows(int width, int overlap) {
    DecoderWindows {
        if (width <= 2 * overlap) {
            throw new IllegalArgumentException(
                    "a window of " + width + " frames keeps none beside twice " + overlap);
        }
    }

    /**
     * Frames {@code first} to {@code first + frames} of a text, of which {@code from} to {@code to}
     * are kept; all counted in the text.
     *
     * @param frames the width, or all of a text that is shorter
     */
    record Window(int first, int frames, int from, int to) {}

    /**
     * @param frames of a text, from 1
     */
    List<Window> of(int frames) {
        List<Window> windows = new ArrayList<>();
        int from = 0;
        while (from < frames) {
            int first = Math.max(0, from - overlap);
            boolean last = frames - first <= width;
            if (last) {
                first = Math.max(0, frames - width);
            }
            int to = last ? frames : first + width - overlap;
            windows.add(new Window(first, Math.min(width, frames), from, to));
            from = to;
        }
        return windows;
    }
}
