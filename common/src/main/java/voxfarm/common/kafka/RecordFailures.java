package voxfarm.common.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Problems;
import voxfarm.common.lifecycle.LogRate;

/** One record never stops a process: what it makes its listener throw ends with it. */
final class RecordFailures {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFailures.class);

    private static final LogRate RATE = new LogRate();

    private RecordFailures() {}

    /**
     * Hands the record over; whatever that throws is told in one line.
     *
     * @throws OutOfMemoryError the one failure that is the process's own
     */
    static void guard(String topic, RecordListener listener, TopicRecord record) {
        try {
            listener.accept(record);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) { // errors too: a document that is nested too deeply is one
            RATE.write(
                    topic,
                    more ->
                            LOG.warn(
                                    "{}-{}@{}: passed over: {}{}",
                                    topic,
                                    record.partition(),
                                    record.offset(),
                                    Problems.oneLine(t.toString()),
                                    more));
        }
    }
}
