package voxfarm.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import voxfarm.common.error.VoxfarmException;

/** Against a server that behaves as some real stores do. */
class S3ObjectStoreTest {
    private static final int LARGE = 1000;

    private final S3Double server = new S3Double();
    private final S3ObjectStore store = S3ObjectStore.connect(server.config(), LARGE);

    @TempDir Path folder;

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path large(String content) throws IOException {
        return Files.writeString(
                folder.resolve(content), content.repeat(LARGE), StandardCharsets.UTF_8);
    }

    private static List<String> names(ObjectListing listing) {
        List<String> names = new ArrayList<>();
        listing.forEachRemaining(object -> names.add(object.key().value()));
        return names;
    }

    private void answerPages(S3Double.Answer first, S3Double.Answer second, S3Double.Answer third) {
        server.instead =
                request -> {
                    if (request.query().contains("continuation-token=2")) {
                        return Optional.of(second);
                    }
                    return Optional.of(
                            request.query().contains("continuation-token=3") ? third : first);
                };
    }

    @Test
    void readsOnBehindPagesThatAreShortOrHoldNothing() {
        answerPages(
                S3Double.page(List.of("a/1"), Optional.of("2")),
                S3Double.page(List.of(), Optional.of("3")),
                S3Double.page(List.of("a/2"), Optional.empty()));

        assertThat(names(new ObjectListing(store, "a/"))).containsExactly("a/1", "a/2");
    }

    @Test
    void passesOverAndCountsNamesThatAreNoKeys() {
        answerPages(
                S3Double.page(List.of("a/", "a/1"), Optional.of("2")),
                S3Double.page(List.of("a/x/", "a//y"), Optional.of("3")),
                S3Double.page(List.of("a/z"), Optional.empty()));
        ObjectListing listing = new ObjectListing(store, "a/");

        assertThat(names(listing)).containsExactly("a/1", "a/z");
        assertThat(listing.foreign()).isEqualTo(3);
    }

    @Test
    void saysThatAStoreIgnoresWhereToBegin() {
        server.instead = _ -> Optional.of(S3Double.page(List.of("a/1", "a/2"), Optional.empty()));

        assertThatThrownBy(() -> store.list("a/", Optional.of(key("a/1")), 10))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("ignores start-after");
    }

    @Test
    void goesOnByKeyWhereATokenIsTooOld() {
        server.instead =
                request ->
                        Optional.of(
                                request.query().contains("continuation-token")
                                        ? S3Double.Answer.error(400, "InvalidArgument")
                                        : request.query().contains("start-after=a/1")
                                                ? S3Double.page(List.of("a/2"), Optional.empty())
                                                : S3Double.page(List.of("a/1"), Optional.of("2")));

        assertThat(names(new ObjectListing(store, "a/"))).containsExactly("a/1", "a/2");
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 304})
    void understandsARefusalToReplace(int status) throws IOException {
        server.refusal = status;
        store.create(key("a"), bytes("first"), "text/plain");
        store.create(key("l"), large("x"), "text/plain");

        assertThat(store.create(key("a"), bytes("second"), "text/plain"))
                .isEqualTo(ObjectStore.Created.TAKEN);
        assertThat(store.create(key("l"), large("y"), "text/plain"))
                .isEqualTo(ObjectStore.Created.TAKEN);
        store.checkCreateOnce();
        assertThat(store.createsOnce(LARGE)).isTrue();
    }

    @Test
    void noticesAStoreThatReplacesWhatIsPutTogetherOfParts() throws IOException {
        server.completesReplace = true;

        store.checkCreateOnce();

        assertThat(store.createsOnce(LARGE - 1)).isTrue();
        assertThat(store.createsOnce(LARGE)).isFalse();
        store.create(key("l"), large("x"), "text/plain");
        assertThat(store.create(key("l"), large("y"), "text/plain"))
                .isEqualTo(ObjectStore.Created.TAKEN);
        assertThat(server.objects).containsOnlyKeys("l");
    }

    /** The client asks again by itself, and the upload is not there any more then. */
    @Test
    void readsBackAnUploadWhoseAnswerWasLost() throws IOException {
        AtomicInteger completions = new AtomicInteger();
        byte[] stored = bytes("x".repeat(LARGE));
        server.instead =
                request -> {
                    if (!request.is("POST", "uploadId=")) {
                        return Optional.empty();
                    }
                    synchronized (server.objects) {
                        server.objects.put("l", stored);
                    }
                    return Optional.of(
                            completions.getAndIncrement() == 0
                                    ? S3Double.Answer.error(503, "SlowDown")
                                    : S3Double.Answer.error(404, "NoSuchUpload"));
                };

        assertThat(store.create(key("l"), large("x"), "text/plain"))
                .isEqualTo(ObjectStore.Created.STORED);
        assertThat(completions).hasValue(2);
    }

    /** As an entry of the index that somebody removes at that moment. */
    @Test
    void writesAnewWhereTheNameWasTakenAndIsFreeAgain() {
        AtomicInteger puts = new AtomicInteger();
        server.instead =
                request ->
                        request.method().equals("PUT") && puts.getAndIncrement() == 0
                                ? Optional.of(new S3Double.Answer(412, ""))
                                : Optional.empty();

        assertThat(store.create(key("open/r1"), bytes("x"), "text/plain"))
                .isEqualTo(ObjectStore.Created.STORED);
        assertThat(server.objects).containsOnlyKeys("open/r1");
    }

    @Test
    void endsWhereANameIsTakenAndNeverThere() {
        AtomicInteger puts = new AtomicInteger();
        server.instead =
                request -> {
                    if (!request.method().equals("PUT")) {
                        return Optional.empty();
                    }
                    puts.incrementAndGet();
                    return Optional.of(new S3Double.Answer(412, ""));
                };

        assertThatThrownBy(() -> store.create(key("a"), bytes("x"), "text/plain"))
                .hasMessageContaining("says that it exists");
        assertThat(puts).hasValue(3);
    }

    @Test
    void namesTheCauseInsideTheClientsOwnFailures() {
        StoreConfig config = server.config();
        assertThat(line(new SSLException("Unrecognized SSL message"), config))
                .contains("does not speak TLS", "store.endpoint");
        assertThat(line(new SocketTimeoutException("Read timed out"), config))
                .contains("did not answer in time", "http or https");
        assertThat(S3Failures.line(ApiCallAttemptTimeoutException.create(300_000), config))
                .contains("did not answer in time");
        assertThat(line(new NoRouteToHostException("No route to host"), config))
                .contains("nothing answers at", "store.endpoint");
        assertThat(
                        S3Failures.line(
                                SdkClientException.create("Unable to load credentials from any of"),
                                config))
                .contains("set store.access-key and store.secret-key");
    }

    private static String line(Exception cause, StoreConfig config) {
        return S3Failures.line(SdkClientException.create(null, cause), config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BucketAlreadyExists", "BucketAlreadyOwnedByYou", "OperationAborted"})
    void makesTheBucketBesideAnotherProcess(String code) {
        AtomicInteger looks = new AtomicInteger();
        server.instead =
                request ->
                        Optional.of(
                                request.method().equals("PUT")
                                        ? S3Double.Answer.error(409, code)
                                        : new S3Double.Answer(
                                                looks.getAndIncrement() == 0 ? 404 : 200, ""));

        store.createBucket();

        assertThat(looks).hasValueGreaterThan(1);
    }

    @Test
    void saysThatTheBucketIsAnothers() {
        AtomicInteger looks = new AtomicInteger();
        server.instead =
                request ->
                        Optional.of(
                                request.method().equals("PUT")
                                        ? S3Double.Answer.error(409, "BucketAlreadyExists")
                                        : new S3Double.Answer(
                                                looks.getAndIncrement() == 0 ? 404 : 403, ""));

        assertThatThrownBy(store::createBucket).hasMessageContaining("does not accept");
    }

    @Test
    void deletesOneByOneWhereAStoreCannotDoItTogether() {
        store.create(key("a"), bytes("1"), "text/plain");
        store.create(key("b"), bytes("1"), "text/plain");
        server.instead =
                request ->
                        request.is("POST", "delete")
                                ? Optional.of(S3Double.Answer.error(501, "NotImplemented"))
                                : Optional.empty();

        store.deleteAll(List.of(key("a"), key("b")));

        assertThat(server.objects).isEmpty();
    }

    @Test
    void saysThatTheClockIsWrong() {
        server.instead = _ -> Optional.of(S3Double.Answer.error(403, "RequestTimeTooSkewed"));

        assertThatThrownBy(() -> store.read(key("a"), 10))
                .hasMessageContaining("clocks")
                .hasMessageNotContaining("store.access-key");
    }

    private static StoreConfig with(StoreConfig config, String endpoint, boolean pathStyle) {
        return new StoreConfig(
                Optional.of(URI.create(endpoint)),
                config.region(),
                config.bucket(),
                "",
                pathStyle,
                config.accessKey(),
                config.secretKey(),
                true);
    }

    private static void assertSays(StoreConfig config, String... words) {
        try (S3ObjectStore wrong = S3ObjectStore.connect(config)) {
            assertThatThrownBy(wrong::createBucket)
                    .message()
                    .contains(words)
                    .doesNotContain("\n")
                    .doesNotContain("null");
        }
    }

    @Test
    void saysWhatIsWrongWithTheConfiguration() {
        StoreConfig good = server.config();
        assertSays(with(good, "http://s3.invalid:9000", false), "store.path-style: true");
        assertSays(with(good, "http://s3.invalid:9000", true), "no such host", "store.endpoint");
        assertSays(with(good, "http://127.0.0.1:1", true), "nothing answers at http://127.0.0.1:1");
        server.instead = _ -> Optional.of(new S3Double.Answer(403, ""));
        assertSays(good, "status 403", "store.access-key");
        server.headers = Map.of("x-amz-bucket-region", "eu-central-1");
        assertSays(good, "status 403", "store.region us-east-1", "set store.region: eu-central-1");
        server.headers = Map.of();
        server.instead =
                request ->
                        Optional.of(
                                request.method().equals("HEAD")
                                        ? new S3Double.Answer(404, "")
                                        : new S3Double.Answer(
                                                400,
                                                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the"
                                                    + " region 'us-east-1' is wrong; expecting"
                                                    + " 'eu-west-1'</Message></Error>"));
        assertSays(good, "store.region us-east-1", "set store.region: eu-west-1");
    }

    @Test
    void signsLinksForTheAddressThatCallersKnow() {
        StoreReach outside =
                new StoreReach(
                        Optional.of(URI.create("https://sound.example:8443")),
                        Optional.empty(),
                        StoreReach.DEFAULTS.connect(),
                        StoreReach.DEFAULTS.answer(),
                        StoreReach.DEFAULTS.attempt());
        try (S3ObjectStore inside = S3ObjectStore.connect(server.config().reachedBy(outside))) {
            inside.create(key("a"), bytes("1"), "text/plain");

            assertThat(inside.link(key("a"), Duration.ofMinutes(5), "a.wav").toString())
                    .startsWith("https://sound.example:8443/bucket/a?")
                    .contains("X-Amz-Signature=");
        }
        assertThat(store.link(key("a"), Duration.ofMinutes(5), "a.wav").toString())
                .startsWith(server.config().endpoint().orElseThrow() + "/bucket/a?");
    }

    /** A store that takes a connection and says nothing holds a call up as long as configured. */
    @Test
    void endsACallThatIsNotAnsweredInTime() throws IOException {
        Duration second = Duration.ofSeconds(1);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3ObjectStore waits =
                        S3ObjectStore.connect(
                                with(
                                                server.config(),
                                                "http://127.0.0.1:" + silent.getLocalPort(),
                                                true)
                                        .reachedBy(
                                                new StoreReach(
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        second,
                                                        second,
                                                        Duration.ofMinutes(5))))) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> waits.head(key("a")))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("did not answer in time");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(second, Duration.ofSeconds(25));
        }
    }
}
