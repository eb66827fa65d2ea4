package voxfarm.dispatcher.recovery;

import voxfarm.common.event.Outbox;
import voxfarm.dispatcher.ending.Endings;

/**
 * What is done about what a recovery finds.
 *
 * @param outbox where jobs that were lost are published again
 * @param endings what ends requests that nobody waits for any more
 * @param books what takes books on
 */
public record Remedies(Outbox outbox, Endings endings, Books books) {}
