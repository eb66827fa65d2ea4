package voxfarm.common.store;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Builds S3 clients from configuration. */
final class S3Clients {
    private S3Clients() {}

    /**
     * A thread for timeouts that forgets those of calls which have ended: the client's own keeps
     * each until it would have rung, minutes later.
     */
    static ScheduledExecutorService timeouts() {
        ScheduledThreadPoolExecutor timeouts =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("s3-timeouts-", 0).daemon().factory());
        timeouts.setRemoveOnCancelPolicy(true);
        return timeouts;
    }

    /**
     * @param timeouts from {@link #timeouts}; stays the caller's to shut down
     */
    static S3Client create(
            StoreConfig config,
            AwsCredentialsProvider credentials,
            ScheduledExecutorService timeouts) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .region(Region.of(config.region()))
                        .forcePathStyle(config.pathStyle())
                        .credentialsProvider(credentials)
                        .serviceConfiguration(S3Clients::plainBodies)
                        // the newer default checksums are unknown to many stores; every document of
                        // ours
                        // carries its own sha256
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(o ->
                                o.apiCallAttemptTimeout(config.reach().attempt())
                                        .scheduledExecutorService(timeouts))
                        .httpClientBuilder(http(config.reach()));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static UrlConnectionHttpClient.Builder http(StoreReach reach) {
        UrlConnectionHttpClient.Builder http =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(reach.connect())
                        .socketTimeout(reach.answer());
        reach.authorities()
                .map(Authorities::read)
                .ifPresent(trusted -> http.tlsTrustManagersProvider(() -> trusted));
        return http;
    }

    /** Signs for the address by which callers know the store. */
    static S3Presigner presigner(StoreConfig config, AwsCredentialsProvider credentials) {
        S3Presigner.Builder builder =
                S3Presigner.builder()
                        .region(Region.of(config.region()))
                        .credentialsProvider(credentials)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(config.pathStyle())
                                        .build());
        config.reach().publicEndpoint().or(config::endpoint).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /**
     * Bodies as they are, signed by their hash. Framed bodies leave a rest that some servers do not
     * read before they close the connection; the next request on it then fails and is sent again.
     */
    private static void plainBodies(S3Configuration.Builder s3) {
        s3.chunkedEncodingEnabled(false).expectContinueEnabled(false);
    }

    /**
     * The configured key, or whatever the environment of the process gives: a key, with a session
     * or without, a role that it may take on by a token (web identity), a server of credentials (of
     * pods, tasks and machines). What is issued for a time is asked for again before it ends.
     */
    static AwsCredentialsProvider credentials(StoreConfig config) {
        if (config.accessKey().isPresent() && config.secretKey().isPresent()) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                            config.accessKey().get(), config.secretKey().get().reveal()));
        }
        return DefaultCredentialsProvider.builder().build();
    }
}
