package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A chapter that is read, as the farm keeps it.
 *
 * @param title what a listener jumps to
 * @param textSha256 of its text, which is an object of its own
 * @param textBytes of its text in UTF-8
 * @param estimatedSeconds of its sound, roughly
 * @param pauseAfterSeconds silence behind it in the file of the whole book
 * @param request members of its request in place of the book's
 */
public record StoredChapter(
        String title,
        String textSha256,
        long textBytes,
        double estimatedSeconds,
        double pauseAfterSeconds,
        Optional<ObjectNode> request) {}
