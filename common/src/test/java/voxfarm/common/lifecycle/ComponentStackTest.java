package voxfarm.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentStackTest {
    private final List<String> log = new ArrayList<>();

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
}
