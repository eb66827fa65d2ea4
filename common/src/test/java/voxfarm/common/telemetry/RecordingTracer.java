package voxfarm.common.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import voxfarm.common.job.Carried;

/**
 * Spans as they were begun, each with the parent that it was given. What is open is each thread's
 * own.
 */
public final class RecordingTracer implements Tracer {
    private final List<Begun> begun = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Deque<Carried>> open = ThreadLocal.withInitial(ArrayDeque::new);

    /** A span. */
    public record Begun(Kind kind, String name, Carried parent, List<String> said) {}

    public List<Begun> begun() {
        return List.copyOf(begun);
    }

    @Override
    public synchronized Span begin(Kind kind, String name, Carried parent) {
        Begun one = new Begun(kind, name, parent, new CopyOnWriteArrayList<>());
        begun.add(one);
        Deque<Carried> here = open.get();
        here.push(parent.equals(Carried.NONE) ? context(begun.size()) : parent);
        return new Span() {
            @Override
            public Span with(String key, String value) {
                one.said().add(key + "=" + value);
                return this;
            }

            @Override
            public void failed(String code) {
                one.said().add("failed " + code);
            }

            @Override
            public void close() {
                here.pop();
            }
        };
    }

    private static Carried context(int number) {
        return new Carried(Map.of("traceparent", "made-here-" + number));
    }

    @Override
    public Carried current() {
        Deque<Carried> here = open.get();
        return here.isEmpty() ? Carried.NONE : here.peek();
    }
}
