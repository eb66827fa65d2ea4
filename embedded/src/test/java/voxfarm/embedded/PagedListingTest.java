package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Compares with the store's own listing, page by page. */
class PagedListingTest {
    private static final String BUCKET = "bucket";
    private static final List<String> NAMES =
            List.of("a", "a.b", "a-b", "a0", "b", "ab", "audio", "audio.wav", "é", "A");

    @TempDir Path folder;

    private BlobStore plain;
    private BlobStore paged;

    @BeforeEach
    void open() {
        plain = new FilesystemNio2BlobStore(folder.toString());
        paged = new PagedListing(plain, folder, 3); // so that folders are read in several goes
        plain.createContainer(CreateBucketRequest.builder().bucket(BUCKET).build());
    }

    private void put(String key) {
        byte[] body = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        plain.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(key)
                        .contentLength((long) body.length)
                        .build(),
                new ByteArrayInputStream(body));
    }

    private static String name(SplittableRandom random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private static String key(SplittableRandom random) {
        StringBuilder key = new StringBuilder(name(random));
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            key.append('/').append(name(random));
        }
        return key.toString();
    }

    private static List<String> lines(ListObjectsV2Response page) {
        return page.contents().stream().map(PagedListingTest::line).toList();
    }

    private static String line(S3Object object) {
        return object.key()
                + " "
                + object.size()
                + " "
                + object.eTag()
                + " "
                + object.lastModified();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isTheStoresOwnListing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            try {
                put(key(random));
            } catch (RuntimeException e) {
                // a key below another key: a folder of files cannot hold both
            }
        }
        for (int i = 0; i < 200; i++) {
            String prefix =
                    switch (random.nextInt(4)) {
                        case 0 -> "";
                        case 1 -> name(random) + "/";
                        case 2 -> name(random).substring(0, 1);
                        default -> key(random);
                    };
            ListObjectsV2Request.Builder request =
                    ListObjectsV2Request.builder()
                            .bucket(BUCKET)
                            .prefix(prefix)
                            .maxKeys(1 + random.nextInt(12));
            if (random.nextBoolean()) {
                request.startAfter(key(random) + (random.nextBoolean() ? "/" : ""));
            }
            if (random.nextInt(3) == 0) {
                request.delimiter("/");
            }
            ListObjectsV2Request asked = request.build();

            ListObjectsV2Response expected = plain.list(asked);
            ListObjectsV2Response found = paged.list(asked);

            assertThat(lines(found)).as("%s", asked).isEqualTo(lines(expected));
            assertThat(found.commonPrefixes()).as("%s", asked).isEqualTo(expected.commonPrefixes());
            assertThat(found.nextContinuationToken()).isEqualTo(expected.nextContinuationToken());
        }
    }

    /** By plain rules: S3 groups by whatever text it is given. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void groupsByAnyDelimiter(int pageSize) {
        for (String key :
                List.of("a-1", "a-2", "a/x-1", "a/x-2", "a/y", "b", "c--d", "c--e", "c-f", "d-")) {
            put(key);
        }
        ListObjectsV2Request.Builder dash =
                ListObjectsV2Request.builder().bucket(BUCKET).maxKeys(pageSize).delimiter("-");

        assertThat(all(dash, () -> {}))
                .containsExactlyInAnyOrder("a-", "a/x-", "a/y", "b", "c-", "d-");
        dash.continuationToken(null).prefix("a/");
        assertThat(all(dash, () -> {})).containsExactlyInAnyOrder("a/x-", "a/y");
        dash.continuationToken(null).prefix("").delimiter("--");
        assertThat(all(dash, () -> {}))
                .containsExactlyInAnyOrder(
                        "a-1", "a-2", "a/x-1", "a/x-2", "a/y", "b", "c--", "c-f", "d-");
        dash.continuationToken(null).prefix("c-").delimiter("-");
        assertThat(all(dash, () -> {})).containsExactlyInAnyOrder("c--", "c-f");
    }

    private List<String> all(ListObjectsV2Request.Builder request, Runnable betweenPages) {
        List<String> found = new ArrayList<>();
        ListObjectsV2Response page;
        do {
            page = paged.list(request.build());
            page.contents().forEach(object -> found.add(object.key()));
            page.commonPrefixes().forEach(level -> found.add(level.prefix()));
            request.continuationToken(page.nextContinuationToken());
            betweenPages.run();
        } while (page.nextContinuationToken() != null);
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void goesOnByToken(int pageSize) {
        List<String> keys = new ArrayList<>();
        for (int i = 10; i < 60; i++) {
            keys.add("r/" + i + "/a");
            keys.add("r/" + i + "/b");
            keys.add("r/" + i + "0");
        }
        keys.forEach(this::put);
        Collections.sort(keys);

        assertThat(all(request(pageSize).prefix("r/"), () -> {})).isEqualTo(keys);
        assertThat(all(request(pageSize).prefix("r/").delimiter("/"), () -> {}))
                .filteredOn(key -> key.endsWith("/"))
                .hasSize(50)
                .isSorted();
    }

    /** Others take the walk away, or drive it out: then it is begun anew where it stood. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void listsWhatStaysOnceWhileOthersComeAndGo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> staying = new ArrayList<>();
        for (int i = 100; i < 160; i++) {
            staying.add("r/" + i + "/stays");
            put("r/" + i + "/stays");
            put("r/" + i + "/gone");
            put("r/" + i + "x/gone");
        }
        Runnable traffic =
                () -> {
                    int i = 100 + random.nextInt(60);
                    plain.removeBlob(BUCKET, "r/" + i + "/gone");
                    plain.removeBlob(BUCKET, "r/" + i + "x/gone"); // and its folder with it
                    put("r/" + i + "/new" + random.nextInt());
                    put("r/" + random.nextInt(200) + "y/new");
                    if (random.nextInt(4) == 0) {
                        all(request(7).prefix("r/"), () -> {});
                    }
                };

        List<String> found = all(request(1 + random.nextInt(4)).prefix("r/"), traffic);

        assertThat(found).filteredOn(staying::contains).isEqualTo(staying);
        assertThat(found).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void seesWhatWasStoredBeforeAListingBegan() {
        put("r/1");
        put("r/3");
        ListObjectsV2Response first = paged.list(request(1).prefix("r/").build());
        put("r/2");

        assertThat(lines(paged.list(request(10).prefix("r/").startAfter("r/1").build())))
                .hasSize(2);
        assertThat(first.nextContinuationToken()).isEqualTo("r/1");
    }

    private static ListObjectsV2Request.Builder request(int pageSize) {
        return ListObjectsV2Request.builder().bucket(BUCKET).maxKeys(pageSize);
    }

    @Test
    void listsFoldersThatWereStoredAsObjects() {
        put("a/");
        put("a/b");
        put("c/");
        ListObjectsV2Request all =
                ListObjectsV2Request.builder().bucket(BUCKET).maxKeys(10).build();

        assertThat(lines(paged.list(all))).isEqualTo(lines(plain.list(all))).hasSize(3);
    }

    @Test
    void refusesWhatIsNoBucketAndWhatLeavesIt() {
        put("a");
        assertThatThrownBy(() ->
                        paged.list(
                                ListObjectsV2Request.builder().bucket("none").maxKeys(1).build()))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() ->
                        paged.list(
                                ListObjectsV2Request.builder()
                                        .bucket(BUCKET)
                                        .prefix("../../x/")
                                        .maxKeys(1)
                                        .build()))
                .isInstanceOf(RuntimeException.class);
    }
}
