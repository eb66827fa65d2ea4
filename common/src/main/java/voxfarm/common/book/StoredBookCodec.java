package voxfarm.common.book;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.NamedObjects;
import voxfarm.common.plan.Pauses;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** The document of a {@link StoredBook}. A chapter at a time is a tree in memory. */
public final class StoredBookCodec {
    /** More than the plan of any book has. */
    public static final int MAX_BYTES = 32 << 20;

    private static final String CHAPTERS = "chapters";
    private static final String HEARD = "heard";
    private static final String REQUESTS = "requests";
    private static final String PIECES = "pieces";
    private static final String PAUSE = "pause_after_s";

    private StoredBookCodec() {}

    public static byte[] write(StoredBook book) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> member : head(book).properties()) {
                json.writeFieldName(member.getKey());
                json.writeTree(member.getValue());
            }
            json.writeArrayFieldStart(CHAPTERS);
            for (StoredChapter chapter : book.chapters()) {
                json.writeTree(write(chapter));
            }
            json.writeEndArray();
            if (!book.isHeardSingly()) {
                json.writeArrayFieldStart(HEARD);
                for (HeardChapter chapter : book.heard()) {
                    write(chapter, json);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return out.toByteArray();
    }

    private static ObjectNode head(StoredBook book) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        node.set("about", book.about().toJson());
        book.cover().ifPresent(cover -> node.set("cover", cover.toJson()));
        node.set("output", book.output().toJson());
        node.set("request", book.request());
        ObjectNode voices = node.putObject("voices");
        book.voicesInOrder()
                .forEach((voice, pin) -> {
                    ObjectNode one =
                            voices.putObject(voice.value()).put("version", pin.version().value());
                    ArrayNode keys = one.putArray("dictionaries");
                    pin.dictionaries().forEach(key -> keys.add(key.value()));
                });
        return node;
    }

    /** A dialogue has hundreds of pieces: they are lists of numbers, and never a tree. */
    private static void write(HeardChapter chapter, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("title", chapter.title());
        json.writeNumberField(PAUSE, chapter.pauseAfterSeconds());
        json.writeNumberField(REQUESTS, chapter.requests());
        if (!chapter.isWhole()) {
            json.writeArrayFieldStart(PIECES);
            for (HeardChapter.Piece piece : chapter.pieces()) {
                json.writeStartArray();
                json.writeNumber(piece.request());
                json.writeNumber(piece.begin());
                json.writeNumber(piece.end());
                json.writeNumber(piece.pauseAfterSeconds());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static ObjectNode write(StoredChapter chapter) {
        ObjectNode node =
                Json.object()
                        .put("title", chapter.title())
                        .put("text_sha256", chapter.textSha256())
                        .put("text_bytes", chapter.textBytes())
                        .put("estimated_s", chapter.estimatedSeconds())
                        .put(PAUSE, chapter.pauseAfterSeconds());
        chapter.request().ifPresent(request -> node.set("request", request));
        return node;
    }

    /**
     * @throws VoxfarmException {@code INVALID_PLAN} if it is none, {@code UNSUPPORTED_SCHEMA} if
     *     another build wrote it
     */
    public static StoredBook read(byte[] document) {
        ObjectNode head = Json.object();
        List<StoredChapter> chapters = new ArrayList<>();
        List<HeardChapter> heard = new ArrayList<>();
        try (JsonParser json = Json.parser(document, JsonBudget.STREAM)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw noPlan("expected an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals(CHAPTERS) && value == JsonToken.START_ARRAY) {
                    readChapters(json, chapters);
                } else if (name.equals(HEARD) && value == JsonToken.START_ARRAY) {
                    readHeard(json, heard);
                } else {
                    head.set(name, Json.value(json));
                }
            }
        } catch (JsonProcessingException e) {
            throw noPlan(Json.reason(e));
        } catch (IOException e) {
            throw noPlan("expected JSON in UTF-8");
        }
        return book(new Fields(head, new Problems()), chapters, heard);
    }

    private static void readChapters(JsonParser json, List<StoredChapter> chapters)
            throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (chapters.size() == AcceptedBook.MOST_CHAPTERS) {
                throw noPlan("expected at most " + AcceptedBook.MOST_CHAPTERS + " chapters");
            }
            if (!(Json.value(json) instanceof ObjectNode node)) {
                throw noPlan("chapters[" + chapters.size() + "]: expected an object");
            }
            Fields fields = new Fields(node, new Problems());
            chapters.add(
                    new StoredChapter(
                            fields.text("title"),
                            fields.parsed("text_sha256", StoredBookCodec::sha256, ""),
                            fields.integer("text_bytes", 1, Integer.MAX_VALUE),
                            fields.number("estimated_s", 0, Double.MAX_VALUE),
                            fields.number(PAUSE, 0, Pauses.MAX_SECONDS),
                            fields.member("request").map(StoredBookCodec::object)));
            fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        }
    }

    private static void readHeard(JsonParser json, List<HeardChapter> heard) throws IOException {
        int first = 1;
        int pieces = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String name = HEARD + "[" + heard.size() + "]";
            if (heard.size() == AcceptedBook.MOST_CHAPTERS) {
                throw noPlan("expected at most " + AcceptedBook.MOST_CHAPTERS + " heard chapters");
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw noPlan(name + ": expected an object");
            }
            HeardChapter chapter = readHeard(json, name, first, HeardChapter.MOST_PIECES - pieces);
            pieces += chapter.pieces().size();
            first = chapter.last() + 1;
            heard.add(chapter);
        }
    }

    /**
     * @param first number of its first request
     * @param most pieces that it may have
     */
    private static HeardChapter readHeard(JsonParser json, String name, int first, int most)
            throws IOException {
        ObjectNode head = Json.object();
        List<HeardChapter.Piece> pieces = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            JsonToken value = json.nextToken();
            if (member.equals(PIECES) && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (pieces.size() == most) {
                        throw noPlan(
                                "expected at most " + HeardChapter.MOST_PIECES + " pieces in all");
                    }
                    pieces.add(readPiece(json, name + "." + PIECES + "[" + pieces.size() + "]"));
                }
            } else {
                head.set(member, Json.value(json));
            }
        }
        Fields fields = new Fields(head, new Problems());
        HeardChapter chapter =
                new HeardChapter(
                        fields.text("title"),
                        fields.number(PAUSE, 0, Pauses.MAX_SECONDS),
                        first,
                        first + (int) fields.integer(REQUESTS, 1, AcceptedBook.MOST_CHAPTERS) - 1,
                        pieces);
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return chapter;
    }

    private static HeardChapter.Piece readPiece(JsonParser json, String name) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw noPlan(name + ": expected a list");
        }
        HeardChapter.Piece piece =
                new HeardChapter.Piece(
                        whole(json, name),
                        whole(json, name),
                        whole(json, name),
                        number(json, name));
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw noPlan(name + ": expected four numbers");
        }
        return piece;
    }

    private static int whole(JsonParser json, String name) throws IOException {
        if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw noPlan(name + ": expected four numbers");
        }
        return json.getIntValue();
    }

    private static double number(JsonParser json, String name) throws IOException {
        if (!json.nextToken().isNumeric()) {
            throw noPlan(name + ": expected four numbers");
        }
        return json.getDoubleValue();
    }

    private static StoredBook book(
            Fields fields, List<StoredChapter> chapters, List<HeardChapter> heard) {
        Schema.check(fields, "plan of a book");
        StoredBook book =
                new StoredBook(
                        BookTags.read(fields.object("about")),
                        StoredCover.read(fields),
                        BookOutput.read(fields.object("output")),
                        fields.member("request")
                                .map(StoredBookCodec::object)
                                .orElseGet(Json::object),
                        voices(fields),
                        chapters,
                        heard);
        fields.problems().throwIfAny(ErrorCode.INVALID_PLAN);
        return book;
    }

    private static Map<VoiceId, VoicePin> voices(Fields fields) {
        Map<VoiceId, VoicePin> voices = new HashMap<>();
        Optional<Fields> all = fields.optionalObject("voices");
        for (String name : all.map(Fields::names).orElse(List.of())) {
            Fields voice = all.orElseThrow().object(name);
            voices.put(
                    new VoiceId(name),
                    new VoicePin(
                            voice.parsed("version", VoiceVersion::new, VoiceVersion.NONE),
                            voice.texts("dictionaries").stream()
                                    .map(StoredBookCodec::dictionary)
                                    .toList()));
        }
        return voices;
    }

    /** Whoever writes a plan may name a dictionary, and no other object. */
    private static ObjectKey dictionary(String key) {
        if (!key.startsWith(NamedObjects.DICTIONARIES)) {
            throw noPlan("dictionaries: expected keys below " + NamedObjects.DICTIONARIES);
        }
        return new ObjectKey(key);
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw noPlan("request: expected an object");
    }

    static String sha256(String text) {
        if (!Sha256.isHex(text)) {
            throw noPlan("expected 64 hexadecimal digits");
        }
        return text;
    }

    private static VoxfarmException noPlan(String what) {
        return new VoxfarmException(ErrorCode.INVALID_PLAN, "plan of a book: " + what);
    }
}
