package voxfarm.common.result;

/**
 * Something in a completed request that its caller may want to mend.
 *
 * @param code a stable name such as {@code not_spoken}
 */
public record Warning(String code, String message) {}
