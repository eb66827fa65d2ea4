package voxfarm.common.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import voxfarm.common.job.Carried;

/** Spans as they were begun, each with the parent that it was given. For one thread. */
public final class RecordingTracer implements Tracer {
    private final List<Begun> begun = new CopyOnWriteArrayList<>();
    private final Deque<Carried> open = new ArrayDeque<>();

    /** A span. */
    public record Begun(Kind kind, String name, Carried parent, List<String> said) {}

    public List<Begun> begun() {
        return List.copyOf(begun);
    }

    @Override
    public Span begin(Kind kind, String name, Carried parent) {
        Begun one = new Begun(kind, name, parent, new CopyOnWriteArrayList<>());
        begun.add(one);
        open.push(parent.equals(Carried.NONE) ? context(begun.size()) : parent);
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
                open.pop();
            }
        };
    }

    private static Carried context(int number) {
        return new Carried(Map.of("traceparent", "made-here-" + number));
    }

    @Override
    public Carried current() {
        return open.isEmpty() ? Carried.NONE : open.peek();
    }
}
