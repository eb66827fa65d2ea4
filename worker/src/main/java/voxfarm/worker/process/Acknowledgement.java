package voxfarm.worker.process;

/** How a delivery is given back to the broker. */
public enum Acknowledgement {
    /** Done; never delivered again. */
    ACCEPT,
    /** Given back; delivered again at once. */
    RELEASE,
    /** Refused; never delivered again. */
    REJECT
}
