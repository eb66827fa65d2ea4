package voxfarm.common.telemetry;

import voxfarm.common.job.Carried;

/**
 * Where a process tells what it does for a request, as spans of one trace. A span is of the thread
 * that began it, until it is closed there. Thread-safe.
 */
public interface Tracer {
    /** Tells nobody. */
    Tracer NONE =
            new Tracer() {
                private final Span silent =
                        new Span() {
                            @Override
                            public Span with(String name, String value) {
                                return this;
                            }

                            @Override
                            public void failed(String code) {}

                            @Override
                            public void close() {}
                        };

                @Override
                public Span begin(Kind kind, String name, Carried parent) {
                    return silent;
                }

                @Override
                public Carried current() {
                    return Carried.NONE;
                }
            };

    /** Whose side of a call it is. */
    enum Kind {
        /** Answers a call. */
        SERVER,
        /** Calls another program. */
        CLIENT,
        /** Leaves something for others on a topic. */
        PRODUCER,
        /** Takes something from a topic. */
        CONSUMER,
        /** Of this process alone. */
        INTERNAL
    }

    /** Something that takes time. Used by the thread that began it. */
    interface Span extends AutoCloseable {
        /**
         * Says something of it.
         *
         * @param value never a text that is spoken, and no secret
         */
        Span with(String name, String value);

        /** It failed, with one of the farm's codes. */
        void failed(String code);

        @Override
        void close();
    }

    /**
     * Begins a span.
     *
     * @param parent the context that came with the work; {@link Carried#NONE} for that of the
     *     thread, and a new trace where it has none
     */
    Span begin(Kind kind, String name, Carried parent);

    /** The context of what this thread does now, for what it hands on; none outside of spans. */
    Carried current();
}
