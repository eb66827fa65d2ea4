package voxfarm.common.error;

/** Whose fault a failure is, and so what can be done about it. */
public enum ErrorKind {
    /** The caller sent something that no retry can make right. */
    CALLER,
    /** Something that the work needs is missing or busy; a later attempt may succeed. */
    RESOURCE,
    /** A defect, or a broken artefact such as a corrupt voice. */
    INTERNAL
}
