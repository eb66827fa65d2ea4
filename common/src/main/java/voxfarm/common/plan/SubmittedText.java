package voxfarm.common.plan;

import java.nio.file.Path;

/** Where the text of a submission is. */
public sealed interface SubmittedText {
    /**
     * In the document itself.
     *
     * @param text well-formed Unicode, at most {@link SynthesisRequest#MAX_INLINE_TEXT_BYTES} as
     *     UTF-8
     */
    record Inline(String text) implements SubmittedText {}

    /**
     * In a file of this machine, because it was too long for memory; whoever took the submission
     * deletes it.
     *
     * @param file UTF-8, not checked yet
     */
    record Spooled(Path file, String sha256, long bytes) implements SubmittedText {}

    /** In the bucket, as {@code s3://bucket/key}. */
    record Stored(String uri) implements SubmittedText {}
}
