package voxfarm.dispatcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestId;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;
import voxfarm.dispatcher.book.BookName;
import voxfarm.dispatcher.book.BookReader;
import voxfarm.dispatcher.book.BookReference;

/**
 * A list of texts, of which each is a chapter, but where {@code voices} says of how many texts each
 * is made, and a picture in base64; how plans are read is tested elsewhere.
 */
public final class TextLists implements BookReader {
    private static ObjectNode plan(Body body) {
        try {
            return Json.readObject(
                    Files.readAllBytes(body.file()), "book", ErrorCode.INVALID_REQUEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Read read(Body body) {
        ObjectNode plan = plan(body);
        List<BookOrder.Chapter> chapters = new ArrayList<>();
        plan.path("texts")
                .forEach(text ->
                        chapters.add(
                                new BookOrder.Chapter(
                                        "Chapter " + (chapters.size() + 1),
                                        text.asText(),
                                        1,
                                        Optional.empty())));
        return new Read(
                Optional.ofNullable(plan.path("book_id").textValue()).map(RequestId::new),
                new BookOrder(
                        body.reference()
                                .map(BookReference::bodySha256)
                                .orElseGet(() -> Json.hash(plan, Set.of("book_id"), Map.of())),
                        about(body, plan),
                        BookOutput.read(new Fields(body.output(), new Problems())),
                        Json.object().put("model_id", body.voice().orElse("joe")),
                        Optional.empty(),
                        Optional.empty(),
                        labels(plan),
                        List.of(),
                        Optional.ofNullable(plan.path("callback").textValue())
                                .map(CallbackUrl::parse),
                        chapters,
                        heard(plan)));
    }

    private static List<HeardChapter> heard(ObjectNode plan) {
        List<HeardChapter> heard = new ArrayList<>();
        int last = 0;
        for (JsonNode voices : plan.path("voices")) {
            int first = last + 1;
            last += voices.asInt();
            heard.add(
                    new HeardChapter(
                            "Dialogue " + (heard.size() + 1),
                            1,
                            first,
                            last,
                            IntStream.rangeClosed(first, last)
                                    .mapToObj(n -> new HeardChapter.Piece(n, 0, 3, 0.5))
                                    .toList()));
        }
        return heard;
    }

    private static Map<String, String> labels(ObjectNode plan) {
        Map<String, String> labels = new HashMap<>();
        plan.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static BookTags about(Body body, ObjectNode plan) {
        BookTags about = BookTags.titled(body.name().map(BookName::stem).orElse("A Book"));
        try {
            return plan.has("cover")
                    ? about.with(CoverImage.of(plan.path("cover").binaryValue(), "cover"))
                    : about;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Outline outline(Body body) {
        ObjectNode plan = plan(body);
        return new Outline(
                Optional.ofNullable(plan.path("book_id").textValue()).map(RequestId::new),
                Json.object().put("chapters", plan.path("texts").size()));
    }
}
