package voxfarm.dispatcher;

import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.api.HttpConfig;
import voxfarm.dispatcher.book.BooksConfig;
import voxfarm.dispatcher.callback.CallbackConfig;
import voxfarm.dispatcher.recovery.RecoveryConfig;
import voxfarm.dispatcher.retention.RetentionConfig;
import voxfarm.dispatcher.scaler.ScalerConfig;
import voxfarm.dispatcher.status.StatusConfig;

/**
 * The sections of the configuration that a dispatcher reads.
 *
 * @param http where it listens, and for whom
 * @param recovery how lost requests are found
 * @param status how much it remembers
 * @param retention what is deleted, and when
 * @param lanes which requests go where
 * @param books where books come from besides their callers
 * @param scaler where KEDA may ask how much waits
 * @param callbacks who may be told by HTTP how requests ended
 */
public record DispatcherConfig(
        HttpConfig http,
        RecoveryConfig recovery,
        StatusConfig status,
        RetentionConfig retention,
        LaneConfig lanes,
        BooksConfig books,
        ScalerConfig scaler,
        CallbackConfig callbacks) {}
