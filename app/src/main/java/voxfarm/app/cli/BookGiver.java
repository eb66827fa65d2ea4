package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import voxfarm.app.client.FarmClient;
import voxfarm.app.wiring.BookOrders;
import voxfarm.books.plan.PlanCover;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.tags.CoverImage;

/**
 * Gives books to a farm, each once: what a book was made of stands in its labels, so that the same
 * command again reads, sends and makes nothing that is there, and two files of one stem are two
 * books, whichever comes first. For one thread.
 */
final class BookGiver {
    /** Name of the label with the file's name, or the object's key. */
    static final String FILE = "file";

    /** Name of the label with the hash of what came in, and of what was chosen. */
    static final String SOURCE = "source";

    private static final String LABELS = "labels";
    private static final String VOICE = "voice";
    private static final int HASH_DIGITS = 8;

    private final FarmClient client;
    private final Patience patience;
    private final Choices choices;
    private @Nullable List<FarmVoice> voices;

    /** Whether the farm has answered: one that never did is not waited for. */
    private boolean answered;

    /**
     * What the command line says.
     *
     * @param id of the one book that is given
     * @param voice that reads
     * @param chapters format of a file for each chapter
     * @param format of the file of the whole
     * @param preset to whom the files go
     * @param epub whether there is a book to read along, too
     * @param cover in place of the book's own
     * @param callback who is told of its end; a book that is there keeps its own
     */
    record Choices(
            @Nullable String id,
            @Nullable String voice,
            @Nullable String chapters,
            @Nullable String format,
            @Nullable String preset,
            boolean epub,
            @Nullable CoverImage cover,
            @Nullable String callback) {
        private String hash(String content) {
            String all = String.join("\n", content, or(voice), or(chapters), or(format));
            all += preset == null ? "" : "\npreset " + preset;
            all += epub ? "\nepub" : "";
            all += cover == null ? "" : "\ncover " + Sha256.hex(cover.bytes());
            return Sha256.hex(all.getBytes(StandardCharsets.UTF_8));
        }

        private static String or(@Nullable String choice) {
            return choice == null ? "" : choice;
        }
    }

    /**
     * A book that the farm has.
     *
     * @param fresh whether it had not before
     */
    record Given(ObjectNode book, boolean fresh) {}

    BookGiver(FarmClient client, Patience patience, Choices choices) {
        this.client = client;
        this.patience = patience;
        this.choices = choices;
    }

    /**
     * @throws VoxfarmException with what is wrong with the book; {@code ID_CONFLICT} if it is
     *     another one than was given under its id; retryable if the farm does not answer
     */
    Given give(BookSource source) {
        Optional<String> hash = source.contentHash().map(choices::hash);
        Given given = answered ? patience.get(() -> give(source, hash)) : give(source, hash);
        answered = true;
        return given;
    }

    private Given give(BookSource source, Optional<String> hash) {
        List<RequestId> ids = ids(source);
        for (RequestId id : ids) {
            Optional<ObjectNode> there = find(id);
            if (there.isEmpty()) {
                return new Given(make(id, source, hash, true), true);
            }
            JsonNode labels = there.get().path(LABELS);
            if (hash.isEmpty() || !labels.has(SOURCE)) {
                // not given by this command, or by an earlier build of it: the farm judges
                return new Given(make(id, source, Optional.empty(), false), false);
            }
            if (labels.path(SOURCE).asText().equals(hash.get())) {
                return new Given(there.get(), false);
            }
            if (labels.path(FILE).asText().equals(fileLabel(source)) || ids.size() == 1) {
                throw changed(id, source);
            }
        }
        throw changed(ids.getLast(), source);
    }

    private static VoxfarmException changed(RequestId id, BookSource source) {
        return VoxfarmException.of(
                ErrorCode.ID_CONFLICT,
                "%s: the farm has a book %s that was made of something else, or with other choices;"
                        + " delete that one, or give this one with an --id of its own",
                source.shown(),
                id);
    }

    /** Those under which it may be known: its own, or by its stem, and where that is another's. */
    private List<RequestId> ids(BookSource source) {
        if (choices.id() != null) {
            return List.of(new RequestId(choices.id()));
        }
        Optional<RequestId> own = source.id();
        if (own.isPresent()) {
            return List.of(own.get());
        }
        RequestId first = BookOrders.idOf(source.stem());
        List<RequestId> ids = new ArrayList<>(List.of(first));
        ids.add(new RequestId(first + "-" + digits(source.file())));
        return ids;
    }

    private static String digits(String name) {
        return Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    }

    private static String fileLabel(BookSource source) {
        String file = source.file();
        return file.length() <= RequestCodec.MAX_LABEL_VALUE
                ? file
                : Sha256.hex(file.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<ObjectNode> find(RequestId id) {
        try {
            return Optional.of(client.book(id));
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.UNKNOWN_REQUEST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * @param fresh whether the farm has no book of that id: one that is there was given with a
     *     callback of its own, or none
     */
    private ObjectNode make(RequestId id, BookSource source, Optional<String> hash, boolean fresh) {
        ObjectNode document = source.document();
        document.remove("book_id"); // it stands in the path
        if (choices.voice() != null) {
            document.put(VOICE, choices.voice());
        } else if (!document.has(VOICE)) {
            chooseVoice(source, document).ifPresent(chosen -> document.put(VOICE, chosen));
        }
        if (fresh && choices.callback() != null) {
            document.put("callback", choices.callback());
        }
        writeOutput(document);
        if (hash.isPresent()) {
            ObjectNode labels =
                    document.path(LABELS) instanceof ObjectNode there
                            ? there
                            : document.putObject(LABELS);
            labels.put(FILE, fileLabel(source)).put(SOURCE, hash.get());
        }
        return client.makeBook(id, document);
    }

    /** What the command says goes before what a plan says. */
    private void writeOutput(ObjectNode document) {
        if (choices.cover() != null) {
            PlanCover.put(choices.cover(), document);
        }
        ObjectNode asked = Json.object();
        if (choices.chapters() != null) {
            asked.put("chapters", choices.chapters());
        }
        if (choices.format() != null) {
            asked.put("book", choices.format());
        }
        if (choices.preset() != null) {
            asked.put("preset", choices.preset());
        }
        if (choices.epub()) {
            asked.put("epub", true);
        }
        if (asked.isEmpty()) {
            return;
        }
        ObjectNode output =
                document.path("output") instanceof ObjectNode there
                        ? there
                        : document.putObject("output");
        output.setAll(asked);
    }

    /** A voice of the farm, and the codes of the languages that it speaks. */
    private record FarmVoice(String id, List<String> languages) {
        boolean speaks(Language language) {
            return languages.contains(language.code());
        }
    }

    /**
     * The farm's only voice, or of the voices that speak the book's language the only one, or that
     * which {@code say} takes.
     */
    private Optional<String> chooseVoice(BookSource source, ObjectNode document) {
        List<FarmVoice> known = voices == null ? voices() : voices;
        voices = known;
        if (known.size() == 1) {
            return Optional.of(known.getFirst().id());
        }
        List<String> able =
                Language.ofTag(document.path("language").asText())
                        .map(language -> known.stream().filter(v -> v.speaks(language)))
                        .orElse(Stream.empty())
                        .map(FarmVoice::id)
                        .toList();
        if (able.size() == 1 || able.contains(SpeechOptions.DEFAULT_VOICE)) {
            return Optional.of(able.size() == 1 ? able.getFirst() : SpeechOptions.DEFAULT_VOICE);
        }
        if (source.needsVoice()) {
            List<String> ids = known.stream().map(FarmVoice::id).toList();
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "--voice: expected one of %s, was absent",
                    ids.isEmpty() ? "the farm's voices (it has none yet)" : ids);
        }
        return Optional.empty();
    }

    private List<FarmVoice> voices() {
        List<FarmVoice> all = new ArrayList<>();
        for (JsonNode voice : client.voices().path("voices")) {
            List<String> languages = new ArrayList<>();
            voice.path("languages").forEach(code -> languages.add(code.asText()));
            all.add(new FarmVoice(voice.path("model_id").asText(), List.copyOf(languages)));
        }
        return all;
    }
}
