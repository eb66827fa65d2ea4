package voxfarm.common.store;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a failure of the S3 client means, in one line: the true cause, and what to do about it. */
final class S3Failures {
    /** Places that issue credentials, as the provider chain tells of them. */
    private static final List<Issuer> ISSUERS =
            List.of(
                    Issuer.of("web identity", "WebIdentityTokenFileCredentialsProvider"),
                    Issuer.of("container", "ContainerCredentialsProvider"));

    /** Of an issuer that the environment does not name. */
    private static final Pattern UNNAMED =
            Pattern.compile(
                    "environment variable AWS_WEB_IDENTITY_TOKEN_FILE or|environment variables are"
                            + " set");

    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([a-z0-9-]+)'");

    /**
     * @param told finds what came of asking it
     */
    private record Issuer(String name, Pattern told) {
        static Issuer of(String name, String provider) {
            return new Issuer(
                    name, Pattern.compile(provider + "\\(\\): (.*?)(\\R|, \\w+Provider\\(|]$)"));
        }
    }

    private S3Failures() {}

    static String line(Throwable failure, StoreConfig config) {
        if (find(failure, S3Exception.class) instanceof S3Exception refused) {
            return refused(refused, config);
        }
        Optional<String> unissued = unissued(failure);
        if (unissued.isPresent()) {
            return unissued.get();
        }
        if (find(failure, UnknownHostException.class) instanceof UnknownHostException unknown) {
            return "no such host: "
                    + unknown.getMessage()
                    + pathStyle(config, "; set ")
                    + (mayLackPathStyle(config) ? "" : "; see store.endpoint and store.region");
        }
        if (find(failure, ConnectException.class) != null
                || find(failure, NoRouteToHostException.class) != null) {
            return "nothing answers at "
                    + where(config)
                    + "; is the store running, and is store.endpoint right?";
        }
        if (find(failure, SSLException.class) instanceof SSLException tls) {
            return where(config)
                    + " does not speak TLS as expected ("
                    + tls.getMessage()
                    + "); see http or https in store.endpoint, and store.ca-file where an authority"
                    + " of your own made the certificate";
        }
        if (find(failure, SocketTimeoutException.class) != null
                || find(failure, ApiCallAttemptTimeoutException.class) != null) {
            return where(config)
                    + " did not answer in time; is store.endpoint that of an S3 server, and right"
                    + " in http or https?";
        }
        return root(failure);
    }

    /** That there are no credentials, or no longer; empty of any other failure. */
    private static Optional<String> unissued(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("Unable to load credentials")) {
            return Optional.of(
                    "no credentials; set store.access-key and store.secret-key, or give the process"
                            + " those of its environment"
                            + tried(message));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOfIssuer(cause)) {
                return Optional.of(
                        "no new credentials from the environment of this process, whose last ones"
                                + " have ended: "
                                + root(failure));
            }
        }
        return Optional.empty();
    }

    /** Whether it was thrown where credentials are asked for, and not the store. */
    private static boolean isOfIssuer(Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("CredentialsProvider"));
    }

    /** What came of the places that the environment does name. */
    private static String tried(String message) {
        StringBuilder told = new StringBuilder();
        for (Issuer issuer : ISSUERS) {
            Matcher found = issuer.told().matcher(message);
            if (found.find() && !UNNAMED.matcher(found.group(1)).find()) {
                told.append("; ").append(issuer.name()).append(": ").append(found.group(1));
            }
        }
        return told.toString();
    }

    private static String refused(S3Exception e, StoreConfig config) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElse("");
        String text = details.map(AwsErrorDetails::errorMessage).orElse("");
        String told = "status " + e.statusCode() + (code.isEmpty() ? "" : " " + code);
        if (code.equals("RequestTimeTooSkewed")) {
            return told + ": the clocks of this machine and of the store differ too much; set them";
        }
        if (e.statusCode() == 301
                || code.equals("AuthorizationHeaderMalformed")
                || code.equals("IllegalLocationConstraintException")
                || otherRegion(e, config)) {
            return told
                    + ": the bucket is not in store.region "
                    + config.region()
                    + expectedRegion(text, e);
        }
        if (e.statusCode() == 401 || e.statusCode() == 403) {
            return told
                    + ": the store does not accept store.access-key and store.secret-key, or they"
                    + " do not allow this"
                    + pathStyle(config, "; or set ");
        }
        if (e instanceof NoSuchBucketException || e.statusCode() == 405) {
            return told + ": no such bucket at " + where(config) + pathStyle(config, "; set ");
        }
        return told + (text.isEmpty() ? "" : ": " + text);
    }

    private static String expectedRegion(String text, S3Exception e) {
        Matcher expected = EXPECTED_REGION.matcher(text);
        if (expected.find()) {
            return "; set store.region: " + expected.group(1);
        }
        return regionOf(e).map(region -> "; set store.region: " + region).orElse("");
    }

    /** What a refusal without a body, as that of a HEAD, says of the bucket. */
    private static Optional<String> regionOf(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(answer -> answer.firstMatchingHeader("x-amz-bucket-region"));
    }

    private static boolean otherRegion(S3Exception e, StoreConfig config) {
        return (e.statusCode() == 400 || e.statusCode() == 403)
                && regionOf(e).filter(region -> !region.equals(config.region())).isPresent();
    }

    private static boolean mayLackPathStyle(StoreConfig config) {
        return config.endpoint().isPresent() && !config.pathStyle();
    }

    private static String pathStyle(StoreConfig config, String before) {
        return mayLackPathStyle(config)
                ? before
                        + "store.path-style: true, as most servers of one's own need: the bucket is"
                        + " looked for as a host name now"
                : "";
    }

    private static String where(StoreConfig config) {
        return config.endpoint()
                .map(Object::toString)
                .orElseGet(() -> "the S3 of region " + config.region());
    }

    private static @Nullable Throwable find(Throwable failure, Class<?> wanted) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (wanted.isInstance(t)) {
                return t;
            }
        }
        return null;
    }

    /** The innermost cause that says something. */
    private static String root(Throwable failure) {
        String said = failure.toString();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null) {
                said = t.getMessage();
            }
        }
        return said.lines().findFirst().orElse(said);
    }
}
