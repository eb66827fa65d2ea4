package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedLines;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;

/** {@code /tools/*} of the original. */
public final class SeedToolsApi {
    /** Our own code: the original has a translator or fails. */
    private static final int NO_TRANSLATOR = 20;

    private static final Logger LOG = LoggerFactory.getLogger(SeedToolsApi.class);
    private static final String DEFAULT_ROOT = "Data";
    private static final Set<String> LISTS = Set.of("train.list", "val.list");
    private static final List<String> LANGUAGES =
            Stream.of(Language.ZH, Language.JP, Language.EN).map(Language::code).toList();
    private static final int MAX_DEPTH = 6;
    private static final int MAX_FILES = 1000;
    private static final int MAX_EXAMPLES = 100_000;
    private static final int MAX_LINE = 8192;

    private final PathRoots roots;
    private final Translator translator;

    public SeedToolsApi(PathRoots roots, Translator translator) {
        this.roots = roots;
        this.translator = translator;
    }

    public void register(Routes routes) {
        routes.get("/tools/translate", Access.SUBMIT, this::translate);
        routes.get("/tools/random_example", Access.READ, this::randomExample);
        routes.get("/tools/get_audio", Access.READ, this::getAudio);
    }

    private void translate(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        String texts = parameters.text("texts");
        String language = parameters.text("to_language");
        parameters.throwIfAny();
        try {
            SeedAnswers.json(
                    ctx, Json.object().put("texts", translator.translate(texts, language)));
        } catch (VoxfarmException e) {
            if (e.code() == ErrorCode.UNSUPPORTED) {
                answerNoTranslator(ctx, e);
                return;
            }
            SeedAnswers.failure(ctx, e);
        }
    }

    static void answerNoTranslator(Context ctx, VoxfarmException e) {
        SeedAnswers.status(ctx, NO_TRANSLATOR, "未配置翻译服务: " + e.getMessage());
    }

    /** A line of a list: path, speaker, language, text, phones, tones, word2ph. */
    private record Example(String text, String audio, String speaker, String language) {}

    private void randomExample(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        Optional<String> language = parameters.optionalText("language");
        String root = parameters.text("root_dir", DEFAULT_ROOT);
        if (language.isPresent() && !LANGUAGES.contains(language.get())) {
            parameters.notOneOf("language", language.get(), LANGUAGES);
        }
        parameters.throwIfAny();
        PathLooks looks = new PathLooks();
        List<Example> examples =
                new ArrayList<>(
                        examples(root, looks).stream()
                                .filter(e ->
                                        language.isEmpty() || e.language().equals(language.get()))
                                .toList());
        Optional<Example> chosen = choose(examples, looks);
        if (chosen.isEmpty()) {
            SeedAnswers.status(
                    ctx, 17, language.map(l -> "没有加载任何" + l + "数据").orElse("没有加载任何示例数据"));
            return;
        }
        ObjectNode answer = Json.object().put("status", 0);
        answer.putObject("Data")
                .put("text", chosen.get().text())
                .put("audio", chosen.get().audio())
                .put("speaker", chosen.get().speaker());
        SeedAnswers.json(ctx, answer);
    }

    /** One whose sound is there. Looks for few of them: a list may have any number of lines. */
    private Optional<Example> choose(List<Example> examples, PathLooks looks) {
        while (!examples.isEmpty() && looks.path()) {
            int index = ThreadLocalRandom.current().nextInt(examples.size());
            Example found = examples.get(index);
            examples.set(index, examples.getLast());
            examples.removeLast();
            if (roots.resolve(found.audio()).filter(Files::isRegularFile).isPresent()) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private List<Example> examples(String root, PathLooks looks) {
        List<Path> folders =
                roots.resolve(root)
                        .filter(Files::isDirectory)
                        .map(List::of)
                        .orElseGet(() -> root.equals(DEFAULT_ROOT) ? roots.existing() : List.of());
        List<Example> examples = new ArrayList<>();
        for (Path folder : folders) {
            for (Path list : lists(folder, looks)) {
                read(list, examples);
            }
        }
        return examples;
    }

    private List<Path> lists(Path folder, PathLooks looks) {
        try (Stream<Path> paths = Files.walk(folder, MAX_DEPTH)) {
            return paths.takeWhile(_ -> looks.name())
                    .filter(path -> LISTS.contains(String.valueOf(path.getFileName())))
                    .filter(path -> looks.path() && roots.resolve(path.toString()).isPresent())
                    .limit(MAX_FILES)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{}: {}", folder, e.toString());
            return List.of();
        }
    }

    private void read(Path list, List<Example> into) {
        Optional<PathRoots.Opened> opened = roots.open(list.toString());
        if (opened.isEmpty()) {
            return;
        }
        try (BoundedLines lines =
                new BoundedLines(
                        new BufferedReader(
                                Channels.newReader(opened.get().channel(), StandardCharsets.UTF_8)),
                        MAX_LINE)) {
            for (Optional<String> line = lines.next();
                    line.isPresent() && into.size() < MAX_EXAMPLES;
                    line = lines.next()) {
                String[] data = line.get().split("\\|", -1);
                if (data.length == 7 && LANGUAGES.contains(data[2])) {
                    into.add(new Example(data[3], data[0], data[1], data[2]));
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", list, e.toString());
        }
    }

    private void getAudio(Context ctx) {
        SeedParameters parameters = new SeedParameters(ctx);
        String path = parameters.text("path");
        parameters.throwIfAny();
        Optional<Path> file = roots.resolve(path).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            SeedAnswers.status(ctx, 18, "指定音频不存在");
            return;
        }
        // of the file itself: a link may have any name
        if (!path.endsWith(".wav") || !file.get().toString().endsWith(".wav")) {
            SeedAnswers.status(ctx, 19, "非wav格式文件");
            return;
        }
        Optional<PathRoots.Opened> audio = roots.open(file.get().toString());
        if (audio.isEmpty()) {
            SeedAnswers.status(ctx, 18, "指定音频不存在");
            return;
        }
        ctx.header("Content-Length", String.valueOf(audio.get().bytes()));
        ctx.contentType("audio/x-wav").result(Channels.newInputStream(audio.get().channel()));
    }
}
