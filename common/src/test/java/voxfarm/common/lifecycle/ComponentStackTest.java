package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ComponentStackTest {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Component component(String name, boolean startFails, boolean closeFails) {
        return new Component() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start() {
                log.add("start " + name);
                if (startFails) {
                    throw new IllegalStateException("start of " + name);
                }
            }

            @Override
            public void close() {
                log.add("close " + name);
                if (closeFails) {
                    throw new IllegalStateException("close of " + name);
                }
            }
        };
    }

    @Test
    void closesInReverseOrderOnce() {
        ComponentStack stack = new ComponentStack();
        stack.start(component("a", false, false));
        stack.start(component("b", false, false));

        stack.close();
        stack.close();

        assertThat(log).containsExactly("start a", "start b", "close b", "close a");
    }

    @Test
    void closesWhatItOpenedWhenAStartFails() {
        ComponentStack stack = new ComponentStack();
        stack.start(component("a", false, true));

        assertThatThrownBy(() -> stack.start(component("b", true, false)))
                .hasMessage("start of b")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("close of a"));
        assertThat(log).containsExactly("start a", "start b", "close b", "close a");
    }

    @Test
    void closesAllAndKeepsEveryFailure() {
        ComponentStack stack = new ComponentStack();
        stack.start(component("a", false, true));
        stack.start(component("b", false, false));
        stack.start(component("c", false, true));

        assertThatThrownBy(stack::close)
                .hasMessage("close of c")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("close of a"));
        assertThat(log).endsWith("close c", "close b", "close a");
    }

    @Test
    void closesWhatIsStartedTooLate() {
        ComponentStack stack = new ComponentStack();
        stack.close();

        assertThatThrownBy(() -> stack.start(component("a", false, false)))
                .hasMessageContaining("stopping");
        assertThat(log).containsExactly("start a", "close a");
    }

    @Test
    void runsTogetherAndReportsEveryFailure() {
        assertThatThrownBy(() ->
                        Together.run(
                                () -> {
                                    throw new IllegalStateException("one");
                                },
                                () -> {},
                                () -> {
                                    throw new IllegalArgumentException("two");
                                }))
                .hasMessage("one")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    /** As a worker that connects to a broker: it must not be taken away from under it. */
    @Test
    void closesWhatOthersStartOnOnlyWhenTheyHaveEnded() {
        ComponentStack stack = new ComponentStack();
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        stack.start(component("broker", false, false));
        Component worker =
                new Component() {
                    @Override
                    public String name() {
                        return "worker";
                    }

                    @Override
                    public void start() {
                        starting.countDown();
                        awaitWhateverInterrupts(failed);
                        synchronized (log) {
                            assertThat(log).as("still there").doesNotContain("close broker");
                        }
                    }

                    @Override
                    public void close() {
                        log.add("close worker");
                    }
                };

        assertThatThrownBy(() ->
                        stack.together(
                                () -> {
                                    stack.start(worker);
                                    stack.start(component("late", false, false));
                                },
                                () -> {
                                    await(starting);
                                    try {
                                        stack.start(component("dispatcher", true, false));
                                    } finally {
                                        failed.countDown();
                                    }
                                }))
                .hasMessage("start of dispatcher")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .singleElement()
                                .satisfies(late ->
                                        assertThat(late)
                                                .hasMessageContaining("late: not started")));
        assertThat(log)
                .containsExactly(
                        "start broker",
                        "start dispatcher",
                        "close dispatcher",
                        "close worker",
                        "close broker");
    }

    /** Threads do not report in the order of their failures: the cause may come last. */
    @Test
    void namesTheCauseWhicheverPartReportsFirst() {
        ComponentStack stack = new ComponentStack();
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        stack.together(
                                () -> {
                                    try {
                                        stack.start(component("dispatcher", true, false));
                                    } finally {
                                        failed.countDown();
                                        awaitWhateverInterrupts(refused);
                                        stay(50);
                                    }
                                },
                                () -> {
                                    await(failed);
                                    try {
                                        stack.start(component("late", false, false));
                                    } finally {
                                        refused.countDown();
                                    }
                                }))
                .hasMessage("start of dispatcher")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .singleElement(InstanceOfAssertFactories.STRING)
                                .contains("late: not started"));
    }

    /** As imports, which may take minutes. */
    @Test
    void tellsThoseThatAreStillStartingThatItIsInVain() {
        ComponentStack stack = new ComponentStack();
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        stack.together(
                                () -> {
                                    starting.countDown();
                                    await(never);
                                },
                                () -> {
                                    await(starting);
                                    stack.start(component("broker", true, false));
                                }))
                .hasMessage("start of broker");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stay(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the other has reported: what was waited for
        }
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                // goes on: not everything that starts can be interrupted
            }
        }
    }
}
