package voxfarm.dispatcher.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;

/**
 * Asks for a book that lies in the bucket (docs/formats.md, "Book by its place"). A member that is
 * not known is refused: what it meant is heard only when the book is made.
 *
 * @param id that the document names, if it does
 * @param uri of an object of the inbox: a book's own file, or a plan in JSON
 * @param sha256 of that object, where its caller says it: another one is refused
 * @param voice of whatever says none of its own
 * @param making what is to be made, in place of what a plan says: {@code output}, {@code labels},
 *     {@code not_before}, {@code deadline}, {@code callback}
 * @param bodySha256 by which the submission is known: of this document, whatever the object holds
 */
public record BookReference(
        Optional<RequestId> id,
        String uri,
        Optional<String> sha256,
        Optional<String> voice,
        ObjectNode making,
        String bodySha256) {
    static final String URI = "book_uri";
    private static final String SCHEMA = "schema";
    private static final String SHA256 = "sha256";
    private static final String VOICE = "voice";
    private static final Set<String> MAKING =
            Set.of("output", "labels", "not_before", "deadline", "callback");

    /** Of a document: what is longer is a plan, or nothing. */
    private static final long MOST_BYTES = 64 << 10;

    /**
     * The document in a file, if it is one.
     *
     * @throws VoxfarmException as {@link #read}, or if a file as small as one is no JSON object
     */
    public static Optional<BookReference> find(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            ObjectNode document =
                    Json.readObject(Files.readAllBytes(file), "book", ErrorCode.INVALID_REQUEST);
            return document.hasNonNull(URI)
                    ? Optional.of(read(document, "book_id"))
                    : Optional.empty();
        } catch (IOException e) {
            throw FileFailure.notKept("the book", e);
        }
    }

    /**
     * @param idMember what the door calls the book's id
     * @throws VoxfarmException {@code INVALID_REQUEST} with every problem, or {@code
     *     UNSUPPORTED_SCHEMA}
     */
    static BookReference read(ObjectNode document, String idMember) {
        Problems problems = new Problems();
        Fields fields = new Fields(document, problems);
        Schema.check(fields, "book");
        Set<String> known = new TreeSet<>(MAKING);
        known.addAll(Set.of(SCHEMA, URI, SHA256, VOICE, idMember));
        fields.refuseUnknown(known);
        ObjectNode making = Json.object();
        MAKING.forEach(name -> fields.member(name).ifPresent(value -> making.set(name, value)));
        Optional<String> sha256 = fields.optionalText(SHA256);
        if (sha256.filter(hash -> !Sha256.isHex(hash)).isPresent()) {
            fields.problem(SHA256, "expected 64 hexadecimal digits, in small letters");
        }
        BookReference reference =
                new BookReference(
                        fields.optionalParsed(idMember, RequestId::new),
                        fields.text(URI),
                        sha256,
                        fields.optionalText(VOICE),
                        making,
                        Json.hash(document, Set.of(idMember), Map.of()));
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return reference;
    }
}
