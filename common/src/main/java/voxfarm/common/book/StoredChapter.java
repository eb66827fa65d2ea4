package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What one request of a book speaks, as the farm keeps it: a chapter, or what one role says in it.
 *
 * @param title of the chapter
 * @param textSha256 of its text, which is an object of its own
 * @param textBytes of its text in UTF-8
 * @param estimatedSeconds of its sound, roughly
 * @param pauseAfterSeconds silence behind the chapter in the file of the whole book
 * @param request members of its request in place of the book's
 */
public record StoredChapter(
        String title,
        String textSha256,
        long textBytes,
        double estimatedSeconds,
        double pauseAfterSeconds,
        Optional<ObjectNode> request) {}
