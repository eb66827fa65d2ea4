package voxfarm.worker.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import voxfarm.audio.SoundWriter;

@Timeout(60)
class CodingThreadTest {
    private static final int MANY = 1000;

    /** Notes what it is given; fails at a negative sample. */
    private static class Notes implements SoundWriter {
        final List<String> lines = new ArrayList<>();

        @Override
        public void write(float[] samples, int count) throws IOException {
            if (samples[0] < 0) {
                throw new IOException("no space left on device");
            }
            lines.add(count + " from " + samples[0]);
        }

        @Override
        public void finish() {
            lines.add("finished");
        }

        @Override
        public void close() {
            lines.add("closed");
        }
    }

    @Test
    void keepsTheOrderAndOwnsWhatItWasGiven() throws IOException {
        Notes notes = new Notes();
        try (CodingThread coder = new CodingThread(notes)) {
            float[] block = new float[2]; // used again, as those who write do
            for (int i = 0; i < MANY; i++) {
                block[0] = i;
                coder.write(block, 1);
                if (i == 1) {
                    coder.then(() -> notes.lines.add("chapter"));
                }
            }
            coder.finish();
        }

        Stream<String> blocks = Stream.iterate(0, i -> i + 1).map(i -> "1 from " + (float) i);
        List<String> expected = new ArrayList<>(blocks.limit(MANY).toList());
        expected.add(2, "chapter");
        expected.addAll(List.of("finished", "closed"));
        assertThat(notes.lines).isEqualTo(expected);
    }

    @Test
    void throwsWhatTheWriterThrewAndWritesNoMore() {
        Notes notes = new Notes();
        try (CodingThread coder = new CodingThread(notes)) {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < MANY; i++) { // more than may wait
                                    coder.write(new float[] {-1}, 1);
                                }
                                coder.finish();
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left on device");
            assertThatThrownBy(() -> coder.write(new float[] {1}, 1))
                    .hasMessage("no space left on device");
            assertThatThrownBy(coder::finish).hasMessage("no space left on device");
        }
        assertThat(notes.lines).containsExactly("closed");
    }

    /** The last block of all is the one that fails. */
    @Test
    void finishingTellsWhatFailedLast() throws IOException {
        Notes notes = new Notes();
        try (CodingThread coder = new CodingThread(notes)) {
            coder.write(new float[] {-1}, 1);
            assertThatThrownBy(coder::finish).hasMessage("no space left on device");
        }
        assertThat(notes.lines).containsExactly("closed");
    }

    /** Nobody closes a writer under what still uses it. */
    @Test
    void closingBreaksOffAndWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Notes notes = new Notes();
        try (CodingThread coder = new CodingThread(notes)) {
            coder.then(() -> {
                begun.countDown();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    notes.lines.add("broken off");
                }
            });
            coder.write(new float[] {1}, 1);
            begun.await();
        }
        assertThat(notes.lines).containsExactly("broken off", "closed");
    }

    @Test
    void whoWaitsMayBeInterrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Thread waiting = Thread.currentThread();
        try (CodingThread coder = new CodingThread(new Notes())) {
            coder.then(() -> {
                while (waiting.getState() != Thread.State.WAITING) { // in finish
                    Thread.onSpinWait();
                }
                waiting.interrupt();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });

            assertThatThrownBy(coder::finish).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
