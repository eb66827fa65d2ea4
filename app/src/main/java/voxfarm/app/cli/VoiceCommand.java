package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.wiring.Installation;
import voxfarm.app.wiring.ReturningVoice;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.kafka.KafkaSinks;
import voxfarm.common.language.Language;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.frontend.VoiceNeed;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.zh.Pinyin;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.RuntimeLibraries;
import voxfarm.worker.isolation.IsolatedImports;

/** {@code voxfarm voice}: voices into and out of a farm. */
@Command(
        name = "voice",
        mixinStandardHelpOptions = true,
        description = "Imports, adds, shows, checks and removes voices.",
        subcommands = {
            VoiceCommand.Import.class,
            VoiceCommand.Add.class,
            VoiceCommand.ListVoices.class,
            VoiceCommand.Info.class,
            VoiceCommand.Verify.class,
            VoiceCommand.Remove.class
        })
public final class VoiceCommand extends CommandGroup {
    /** What both commands that import share. */
    abstract static class Importing implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", description = "The voice's folder, as it is.")
        Path folder = Path.of(".");

        @Option(
                names = "--id",
                paramLabel = "ID",
                description =
                        "model_id of the voice. Default: the folder's name, or as its voice.yml"
                                + " says.")
        @Nullable String id;

        @Option(
                names = "--cache",
                paramLabel = "DIR",
                description = "Where packages are kept. Default: cache/voices of the data folder.")
        @Nullable Path cache;

        @Spec CommandSpec spec = CommandSpec.create();

        /**
         * @param data folder of the farm
         */
        VoicePackageCache packages(Path data) {
            return new VoicePackageCache(
                    cache != null ? cache : data.resolve("cache").resolve("voices"));
        }

        /**
         * @param data folder of the farm
         */
        VoicePackage importVoice(VoicePackageCache packages, Path data, StepBar bar) {
            RuntimeLibraries libraries =
                    new RuntimeLibraries(data.resolve("cache").resolve("natives"));
            return new VoiceImporter(
                            packages,
                            InstantSource.system(),
                            bar::step,
                            new IsolatedImports(libraries))
                    .importVoice(
                            VoiceFolders.only(
                                    folder,
                                    Optional.ofNullable(id).map(VoiceId::new),
                                    Pinyin::spelled));
        }

        void describe(VoicePackage voice) {
            PrintWriter print = spec.commandLine().getOut();
            VoiceManifest manifest = voice.manifest();
            long bytes = manifest.bytes();
            print.println("voice " + manifest.voice() + " version " + manifest.version());
            print.println("kind " + manifest.kind().wireName());
            print.println("package " + voice.folder() + " (" + (bytes >> 20) + " MiB)");
            if (Files.exists(voice.file(Profile.FILE))) {
                Profile profile = Profile.read(voice.file(Profile.FILE));
                print.println("release " + profile.release().wireName());
                profile.notes().forEach(note -> print.println("note: " + note));
            }
            print.println("speakers " + manifest.speakers().size());
            needs(manifest).forEach(print::println);
            print.flush();
        }
    }

    /** What a voice speaks with that came with neither it nor the farm, a line each. */
    static List<String> needs(VoiceManifest voice) {
        return VoiceNeed.of(voice, LocalFrontEnds.all().spokenBy(voice)).stream()
                .map(need ->
                        "needs for "
                                + need.language()
                                + " the "
                                + need.kind().title()
                                + " "
                                + need.name()
                                + ": "
                                + need.how())
                .toList();
    }

    /** {@code voxfarm voice import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Turns a voice's files into a package, without a farm.")
    static final class Import extends Importing {
        @Override
        public Integer call() {
            describe(
                    importVoice(
                            packages(Installation.defaultData()),
                            Installation.defaultData(),
                            new StepBar(spec.commandLine().getErr())));
            return 0;
        }
    }

    /** {@code voxfarm voice add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Imports a voice and puts it into the farm's bucket; no restart needed.")
    static final class Add extends Importing {
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final Duration LOOK = Duration.ofMillis(100);

        @Mixin BucketOptions bucket = new BucketOptions();

        @Override
        public Integer call() {
            StepBar bar = new StepBar(spec.commandLine().getErr());
            VoicePackageCache packages = packages(bucket.data.folder());
            VoicePackage voice = importVoice(packages, bucket.data.folder(), bar);
            try (S3ObjectStore store = bucket.connect()) {
                var _ = new VoicePackageStore(store, packages).publish(voice, bar::step);
                try (KafkaSinks sinks = new KafkaSinks(bucket.kafka())) {
                    sinks.announce(voice.manifest());
                }
            }
            if (bucket.isOfALocalFarm()) {
                try (FarmClient farm = bucket.farm()) {
                    await(farm, voice.manifest());
                }
                setUpJapanese(voice.manifest());
            }
            describe(voice);
            return 0;
        }

        /** The voice is there either way, and speaks when the dictionary is. */
        private void setUpJapanese(VoiceManifest voice) {
            boolean own = voice.language().equals(Language.JP);
            if (!own || voice.kind() != VoiceKind.BERT_VITS2) {
                return;
            }
            try {
                var _ = JapaneseCommand.setup(spec).ensure(bucket.data.folder());
            } catch (VoxfarmException e) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("voxfarm: " + e.getMessage());
                err.flush();
            }
        }

        /** Whoever speaks with it next must not be told that there is no such voice. */
        private void await(FarmClient farm, VoiceManifest voice) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!isServed(farm, voice)) {
                    if (System.nanoTime() > deadline) {
                        throw VoxfarmException.of(
                                ErrorCode.NOT_READY,
                                "voice %s: it is in the bucket, but the farm did not see it"
                                        + " within %d s",
                                voice.voice(),
                                PATIENCE.toSeconds());
                    }
                    Thread.sleep(LOOK);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (VoxfarmException e) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("voxfarm: " + e.getMessage());
                err.flush();
            }
        }

        private static boolean isServed(FarmClient farm, VoiceManifest voice) {
            for (JsonNode one : farm.voices().path("voices")) {
                if (one.path("model_id").asText().equals(voice.voice().value())
                        && one.path("version").asText().equals(voice.version().value())) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What commands on voices in the bucket share. */
    abstract static class OnBucket implements Callable<Integer> {
        @Mixin BucketOptions bucket = new BucketOptions();
        @Spec CommandSpec spec = CommandSpec.create();

        VoiceManifest manifest(S3ObjectStore store, String id) {
            VoiceCatalog catalog = new VoiceCatalog(store);
            catalog.refresh();
            return catalog.find(new VoiceId(id))
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.UNKNOWN_VOICE, "voice %s: not in the bucket", id));
        }
    }

    /** {@code voxfarm voice list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the voices in the bucket, with their versions and sizes.")
    static final class ListVoices extends OnBucket {
        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            try (S3ObjectStore store = bucket.connect()) {
                VoiceCatalog catalog = new VoiceCatalog(store);
                catalog.refresh();
                catalog.all().forEach(voice -> print.println(line(voice)));
            }
            print.flush();
            return 0;
        }

        /** With the languages that the farm speaks with it, as {@code /v1/voices} has them. */
        static String line(VoiceManifest voice) {
            return String.format(
                    Locale.ROOT,
                    "%-32s %-10s %s %6d MiB  %s",
                    voice.voice(),
                    voice.kind().wireName(),
                    voice.version(),
                    voice.bytes() >> 20,
                    LocalFrontEnds.all().spokenBy(voice).stream()
                            .map(Language::code)
                            .collect(Collectors.joining(",")));
        }
    }

    /** {@code voxfarm voice info}. */
    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Prints a voice's manifest and what its import noted.")
    static final class Info extends OnBucket {
        private static final long MAX_BYTES = 1 << 20;

        @Parameters(paramLabel = "ID", description = "The voice's model_id.")
        String id = "";

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            try (S3ObjectStore store = bucket.connect()) {
                VoiceManifest manifest = manifest(store, id);
                print.print(new String(VoiceManifestCodec.write(manifest), StandardCharsets.UTF_8));
                store.read(VoicePackageStore.fileKey(manifest, Profile.FILE), MAX_BYTES)
                        .ifPresent(bytes -> print.print(new String(bytes, StandardCharsets.UTF_8)));
            }
            print.flush();
            return 0;
        }
    }

    /** {@code voxfarm voice verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads every file of a voice in the bucket and compares its hash.")
    static final class Verify extends OnBucket {
        @Parameters(paramLabel = "ID", description = "The voice's model_id.")
        String id = "";

        @Override
        public Integer call() {
            int damaged = 0;
            PrintWriter print = spec.commandLine().getOut();
            StepBar bar = new StepBar(spec.commandLine().getErr());
            try (S3ObjectStore store = bucket.connect()) {
                VoiceManifest manifest = manifest(store, id);
                int done = 0;
                for (PackageFile file : manifest.files()) {
                    bar.step(file.name(), done++, manifest.files().size());
                    String found = hash(store, VoicePackageStore.fileKey(manifest, file.name()));
                    if (!found.equals(file.sha256())) {
                        damaged++;
                        print.println(
                                file.name()
                                        + ": expected sha256 "
                                        + file.sha256()
                                        + ", was "
                                        + found);
                    }
                }
                bar.step("done", done, done);
                print.println("voice " + id + " files " + done + " damaged " + damaged);
            }
            print.flush();
            return damaged == 0 ? 0 : 1;
        }

        private static String hash(S3ObjectStore store, ObjectKey key) {
            Optional<InputStream> stored = store.open(key, 0);
            if (stored.isEmpty()) {
                return "missing";
            }
            try (InputStream in = stored.get()) {
                MessageDigest digest = Sha256.digest();
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code voxfarm voice remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Deletes every version of a voice from the bucket.",
                "A voice whose folder still lies in a voice root comes back at the next start;"
                        + " where it lies is said."
            })
    static final class Remove extends OnBucket {
        @Parameters(paramLabel = "ID", description = "The voice's model_id.")
        String id = "";

        @Override
        public Integer call() {
            int files;
            List<Path> roots = bucket.voiceRoots();
            try (S3ObjectStore store = bucket.connect()) {
                VoiceManifest voice = manifest(store, id);
                files = new VoiceCatalog(store).remove(voice.voice());
                try (KafkaSinks sinks = new KafkaSinks(bucket.kafka())) {
                    sinks.announce(voice);
                }
            }
            spec.commandLine().getOut().println("voice " + id + " removed, files " + files);
            spec.commandLine().getOut().flush();
            PrintWriter err = spec.commandLine().getErr();
            ReturningVoice.find(new VoiceId(id), roots)
                    .ifPresent(back -> err.println("voxfarm: " + back.notice()));
            err.flush();
            return 0;
        }
    }
}
