package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class DeviceBatchesTest {
    private final List<List<Integer>> taken = Collections.synchronizedList(new ArrayList<>());

    private List<String> named(List<Integer> batch) {
        taken.add(batch);
        return batch.stream().map(String::valueOf).toList();
    }

    @Test
    void takesTogetherWhatCameWhileTheDeviceWasBusy() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (DeviceBatches<Integer, String> batches =
                        new DeviceBatches<>(
                                "test",
                                4,
                                batch -> {
                                    begun.countDown();
                                    await(go);
                                    return named(batch);
                                });
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> first = callers.submit(() -> batches.all(List.of(0)));
            begun.await();
            Future<List<String>> second = callers.submit(() -> batches.all(List.of(1, 2, 3)));
            while (batches.waiting() < 3) {
                Thread.onSpinWait();
            }
            Future<List<String>> third = callers.submit(() -> batches.all(List.of(4, 5)));
            while (batches.waiting() < 5) {
                Thread.onSpinWait();
            }
            go.countDown();

            assertThat(first.get()).containsExactly("0");
            assertThat(second.get()).containsExactly("1", "2", "3");
            assertThat(third.get()).containsExactly("4", "5");
        }
        assertThat(taken).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5));
    }

    @Test
    void tellsEveryCallerOfABatchThatFailsAndGoesOn() {
        try (DeviceBatches<Integer, String> batches =
                new DeviceBatches<>(
                        "test",
                        2,
                        batch -> {
                            if (batch.contains(13)) {
                                throw VoxfarmException.of(ErrorCode.ENGINE_FAILED, "thirteen");
                            }
                            return named(batch);
                        })) {
            assertThatThrownBy(() -> batches.all(List.of(13)))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessage("thirteen");
            assertThat(batches.all(List.of(14))).containsExactly("14");
        }
    }

    @Test
    void leavesNobodyWaitingWhenItIsClosed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> busy = new CompletableFuture<>();
        DeviceBatches<Integer, String> batches =
                new DeviceBatches<>(
                        "test",
                        1,
                        batch -> {
                            busy.complete(null);
                            await(go);
                            return named(batch);
                        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> all =
                    IntStream.range(0, 3)
                            .mapToObj(i -> callers.submit(() -> batches.all(List.of(i))))
                            .toList();
            busy.get();
            Future<?> closing = callers.submit(batches::close);
            go.countDown();
            closing.get();

            for (Future<List<String>> one : all) {
                try {
                    assertThat(one.get()).hasSize(1);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasMessageContaining("closed");
                }
            }
            assertThatThrownBy(() -> batches.all(List.of(9))).hasMessageContaining("closed");
        }
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
