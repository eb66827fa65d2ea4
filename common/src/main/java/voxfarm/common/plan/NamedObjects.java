package voxfarm.common.plan;

import voxfarm.common.store.ObjectKey;

/**
 * The objects that a document may name. Whoever can write a job or a request may have workers read
 * these, and no other object of the bucket.
 */
public final class NamedObjects {
    /** Prefix of all accepted requests. */
    public static final String REQUESTS = "requests/";

    /** Prefix of all pronunciations. */
    public static final String DICTIONARIES = "dictionaries/";

    private NamedObjects() {}

    /** What the key of a plan of this request begins with. */
    public static String plans(RequestId id) {
        return REQUESTS + id + "/plan-";
    }

    /** What the key of a text of this request begins with. */
    public static String texts(RequestId id) {
        return REQUESTS + id + "/text-";
    }

    /** Whether a key is that of a plan of this request. */
    public static boolean isPlanOf(RequestId id, ObjectKey key) {
        return key.value().startsWith(plans(id));
    }
}
