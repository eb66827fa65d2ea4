package voxfarm.models.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;

/** Packages in the local cache and in the bucket. */
class VoicePackagesTest {
    private static final VoiceId VOICE = new VoiceId("joe");
    private static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");

    @TempDir Path folder;

    private final InMemoryObjectStore bucket = new InMemoryObjectStore();
    private final AtomicInteger made = new AtomicInteger();

    private VoiceManifest fill(Path target) {
        return fill(VOICE, target);
    }

    private VoiceManifest fill(VoiceId voice, Path target) {
        made.incrementAndGet();
        byte[] weights = "weights".getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(target.resolve("weights.bin"), weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Manifests.of(voice)
                .version(VERSION)
                .files(List.of(new PackageFile("weights.bin", weights.length, Sha256.hex(weights))))
                .build();
    }

    private VoicePackageCache cache(String name) {
        return new VoicePackageCache(folder.resolve(name));
    }

    /** As a failure of the power leaves it; everybody who asks for the voice would meet it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{\"schema\": 1, \"model_id\": \"jo"})
    void makesAPackageAgainWhoseManifestWasCutShort(String left) throws IOException {
        VoicePackage first = cache("a").findOrMake(VOICE, VERSION, this::fill);
        Files.writeString(first.folder().resolve(VoicePackage.MANIFEST), left);

        assertThat(cache("a").find(VOICE, VERSION)).isEmpty();
        VoicePackage second = cache("a").findOrMake(VOICE, VERSION, this::fill);
        assertThat(made).hasValue(2);
        assertThat(second.manifest()).isEqualTo(first.manifest());
        assertThat(cache("a").find(VOICE, VERSION)).isPresent();
    }

    /** A fetch of gigabytes that was killed takes their place on the disk for ever otherwise. */
    @Test
    void removesWhatKilledProcessesLeftAndNothingThatIsBeingMade() throws IOException {
        VoicePackageCache cache = cache("a");
        cache.removeLeftovers(); // before anything was ever made
        Path voice = folder.resolve("a").resolve(VOICE.value());
        Path left = voice.resolve(".making-of-the-dead");
        Files.createDirectories(left);
        Files.writeString(left.resolve("weights.bin"), "half");
        Files.createFile(voice.resolve(".making-of-the-dead.lock"));
        Path young = Files.createDirectory(voice.resolve(".making-by-an-earlier-build"));
        Path old = Files.createDirectory(voice.resolve(".making-long-ago-by-an-earlier-build"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        VoicePackage made =
                cache.findOrMake(
                        VOICE,
                        VERSION,
                        target -> {
                            cache.removeLeftovers(); // as another process that starts now
                            assertThat(target).isDirectory();
                            return fill(target);
                        });

        assertThat(made.file("weights.bin")).hasContent("weights");
        assertThat(left).doesNotExist();
        assertThat(old).doesNotExist();
        try (Stream<Path> there = Files.list(voice)) {
            assertThat(there).containsExactlyInAnyOrder(made.folder(), young);
        }
    }

    @Test
    void makesAPackageOnce() {
        cache("a").findOrMake(VOICE, VERSION, this::fill);
        VoicePackage again = cache("a").findOrMake(VOICE, VERSION, this::fill);

        assertThat(made).hasValue(1);
        assertThat(again.file("weights.bin")).hasContent("weights");
    }

    @Test
    void aCacheThatCannotBeWrittenIsNotTheVoicesFault() throws IOException {
        Files.writeString(folder.resolve("a"), "a file where the cache should be");

        assertThatThrownBy(() -> cache("a").findOrMake(VOICE, VERSION, this::fill))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        assertThatThrownBy(() ->
                        cache("b")
                                .findOrMake(
                                        VOICE,
                                        VERSION,
                                        _ -> {
                                            throw new UncheckedIOException(
                                                    new IOException("no room"));
                                        }))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void makesADamagedPackageAgain() throws IOException {
        VoicePackage whole = cache("a").findOrMake(VOICE, VERSION, this::fill);
        Files.writeString(whole.file("weights.bin"), "cut");

        assertThat(cache("a").find(VOICE, VERSION)).isEmpty();
        assertThat(cache("a").findOrMake(VOICE, VERSION, this::fill).file("weights.bin"))
                .hasContent("weights");
    }

    @Test
    void leavesNothingBehindWhenMakingFails() throws IOException {
        assertThatThrownBy(() ->
                        cache("a")
                                .findOrMake(
                                        VOICE,
                                        VERSION,
                                        target -> {
                                            fill(target);
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        try (var entries = Files.list(folder.resolve("a").resolve("joe"))) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void publishesTheManifestLastAndFetchesItElsewhere() {
        VoicePackage here = cache("a").findOrMake(VOICE, VERSION, this::fill);
        new VoicePackageStore(bucket, cache("a")).publish(here);
        new VoicePackageStore(bucket, cache("a")).publish(here);

        VoicePackage there = new VoicePackageStore(bucket, cache("b")).obtain(VOICE, VERSION);

        assertThat(bucket.writes())
                .containsExactly(
                        "voices/joe/" + VERSION + "/weights.bin",
                        "voices/joe/" + VERSION + "/manifest.json");
        assertThat(there.manifest()).isEqualTo(here.manifest());
        assertThat(there.file("weights.bin")).hasContent("weights");
    }

    @Test
    void refusesAPackageThatWasAlteredInTheBucket() {
        VoicePackage here = cache("a").findOrMake(VOICE, VERSION, this::fill);
        new VoicePackageStore(bucket, cache("a")).publish(here);
        ObjectKey weights = new ObjectKey("voices/joe/" + VERSION + "/weights.bin");
        bucket.delete(weights);
        bucket.create(weights, "weighte".getBytes(StandardCharsets.UTF_8), "x");

        assertThatThrownBy(() -> new VoicePackageStore(bucket, cache("b")).obtain(VOICE, VERSION))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("differs from its manifest");
        assertThat(cache("b").find(VOICE, VERSION)).isEmpty();
    }

    @Test
    void saysWhenAPackageIsMissing() {
        assertThatThrownBy(() -> new VoicePackageStore(bucket, cache("b")).obtain(VOICE, VERSION))
                .hasMessageContaining("is not in the bucket");
    }

    private VoicePackage made(String voice) {
        VoiceId id = new VoiceId(voice);
        return cache("a").findOrMake(id, VERSION, target -> fill(id, target));
    }

    @Test
    void refusesASecondVoiceThatKafkaCannotTellFromTheFirst() {
        VoicePackageStore first = new VoicePackageStore(bucket, cache("a"));
        assertThat(first.publish(made("a.b"))).isTrue();
        assertThat(first.publish(made("a.b"))).as("there already").isFalse();

        assertThatThrownBy(() -> new VoicePackageStore(bucket, cache("b")).publish(made("a_b")))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE))
                .hasMessageContaining("voice a_b")
                .hasMessageContaining("holds voice a.b");
        assertThat(bucket.writes()).noneMatch(key -> key.contains("a_b/"));
    }
}
