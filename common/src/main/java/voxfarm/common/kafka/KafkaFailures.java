package voxfarm.common.kafka;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What a failure of a Kafka client means: whether it passes, and what to tell a person. */
public final class KafkaFailures {
    private KafkaFailures() {}

    /**
     * Whether the same call may succeed later with nothing changed: a coordinator that moves, a
     * broker that does not answer or was left, a group that is regrouping. Clients wrap such
     * failures, so the causes count too.
     */
    public static boolean mayPass(Throwable failure) {
        return chain(failure).stream().anyMatch(KafkaFailures::passes);
    }

    private static boolean passes(Throwable failure) {
        return failure instanceof RetriableException // a lost connection is one
                || failure instanceof TimeoutException
                || failure instanceof RebalanceInProgressException
                || failure instanceof FencedMemberEpochException
                || failure instanceof UnknownMemberIdException;
    }

    /**
     * One line that names the true cause, for example {@code COORDINATOR_NOT_AVAILABLE: The
     * coordinator is not available.} Never "null", and never a message that only points elsewhere.
     */
    public static String describe(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Throwable telling = chain.getLast();
        for (Throwable link : chain) {
            if (isTelling(link)) {
                telling = link;
                break;
            }
        }
        String message = telling.getMessage();
        String line =
                message == null || message.isBlank()
                        ? ""
                        : ": " + message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        return name(telling) + line;
    }

    /** A wrapper says less than what it wraps. */
    private static boolean isTelling(Throwable link) {
        if (link instanceof ExecutionException || link instanceof CompletionException) {
            return false;
        }
        String message = link.getMessage();
        Throwable cause = link.getCause();
        if (cause == null) {
            return true;
        }
        return message != null
                && !message.isBlank()
                && !message.toLowerCase(Locale.ROOT).contains("see cause")
                && !message.equals(cause.toString())
                && link.getClass() != KafkaException.class;
    }

    private static String name(Throwable failure) {
        Errors error = Errors.forException(failure);
        return error == Errors.UNKNOWN_SERVER_ERROR
                ? failure.getClass().getSimpleName()
                : error.name();
    }

    /** The failure and its causes, from the outermost; a circle ends where it closes. */
    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        @Nullable Throwable link = failure;
        while (link != null && seen.add(link)) {
            chain.add(link);
            link = link.getCause();
        }
        return chain;
    }
}
