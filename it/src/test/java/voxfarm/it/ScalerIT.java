package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.store.ForwardingObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.embedded.FreePorts;
import voxfarm.it.support.Http;
import voxfarm.it.support.Polling;
import voxfarm.it.support.TestFarm;

/** KEDA's questions, asked of a farm by gRPC's own client: a backlog comes and goes. */
class ScalerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String VOICE = "en_US-joe-medium";

    @TempDir Path data;

    private static final MethodDescriptor.Marshaller<byte[]> BYTES =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] message) {
                    return new ByteArrayInputStream(message);
                }

                @Override
                public byte[] parse(InputStream message) {
                    try {
                        return message.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private static MethodDescriptor<byte[], byte[]> method(
            String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("externalscaler.ExternalScaler/" + name)
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] ref(Map<String, String> metadata) {
        return message(ref -> {
            ref.writeString(1, "workers");
            ref.writeString(2, "speech");
            for (Map.Entry<String, String> one : metadata.entrySet()) {
                ref.writeByteArray(
                        3,
                        message(entry -> {
                            entry.writeString(1, one.getKey());
                            entry.writeString(2, one.getValue());
                        }));
            }
        });
    }

    private static byte[] call(ManagedChannel farm, String name, byte[] message) {
        return ClientCalls.blockingUnaryCall(
                farm,
                method(name, MethodDescriptor.MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                message);
    }

    private static boolean active(byte[] response) {
        return response.length > 0 && response[response.length - 1] == 1;
    }

    private static double waiting(ManagedChannel farm, Map<String, String> metadata) {
        byte[] response =
                call(farm, "GetMetrics", message(out -> out.writeByteArray(1, ref(metadata))));
        try {
            CodedInputStream in = CodedInputStream.newInstance(response);
            assertThat(in.readTag()).isEqualTo(1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
            CodedInputStream metric = CodedInputStream.newInstance(in.readByteArray());
            for (int tag = metric.readTag(); tag != 0; tag = metric.readTag()) {
                if (tag == (3 << 3 | WireFormat.WIRETYPE_FIXED64)) {
                    return metric.readDouble();
                }
                metric.skipField(tag);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no value");
    }

    /** A bucket that takes no sound before it is let. */
    private static final class Held extends ForwardingObjectStore {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);

        Held(ObjectStore bucket) {
            super(bucket);
        }

        @Override
        public Created create(ObjectKey key, byte[] body, String contentType) {
            hold(key);
            return super.create(key, body, contentType);
        }

        @Override
        public Created create(ObjectKey key, Path file, String contentType) {
            hold(key);
            return super.create(key, file, contentType);
        }

        private void hold(ObjectKey key) {
            if (key.value().contains("/audio.")) {
                arrived.countDown();
                await(let);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void until(String what, BooleanSupplier holds) throws InterruptedException {
        Polling.await(
                what, PATIENCE, () -> holds.getAsBoolean() ? Optional.of(what) : Optional.empty());
    }

    @Test
    void aBacklogComesAndGoes() throws Exception {
        int port = FreePorts.any();
        FarmConfig config =
                FarmConfig.read(
                                Files.writeString(
                                        data.resolve("config.yml"),
                                        "scaler: {host: 127.0.0.1, port: " + port + "}\n"))
                        .config();
        AtomicReference<Held> bucket = new AtomicReference<>();
        ManagedChannel keda =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try (TestFarm farm =
                        TestFarm.start(
                                data,
                                config,
                                real -> {
                                    bucket.set(new Held(real));
                                    return bucket.get();
                                });
                Http http = new Http(farm.endpoints().http())) {
            Map<String, String> all = Map.of("scalerAddress", "127.0.0.1:" + port);
            Map<String, String> joe = Map.of("voice", VOICE, "lane", "bulk");
            until("a first measurement", () -> isMeasured(keda, all));
            assertThat(active(call(keda, "IsActive", ref(all)))).isFalse();
            assertThat(waiting(keda, all)).isZero();
            Iterator<byte[]> pushed =
                    ClientCalls.blockingServerStreamingCall(
                            keda,
                            method("StreamIsActive", MethodDescriptor.MethodType.SERVER_STREAMING),
                            CallOptions.DEFAULT,
                            ref(joe));
            assertThat(active(pushed.next())).isFalse();

            String job =
                    Http.request("A job that waits.").replaceFirst("\\{", "{\"lane\": \"bulk\", ");
            assertThat(http.send("PUT", "/v1/requests/only", job).statusCode()).isEqualTo(202);

            until("seconds", () -> waiting(keda, joe) > 0);
            assertThat(active(pushed.next())).isTrue();
            // it has left the queue for a worker's hand, and counts at the next sign of life, too
            await(bucket.get().arrived);
            assertThat(active(pushed.next())).isTrue();
            assertThat(active(call(keda, "IsActive", ref(joe)))).isTrue();
            assertThat(waiting(keda, joe)).isPositive();
            assertThat(waiting(keda, Map.of("voice", VOICE, "lane", "interactive"))).isZero();
            assertThat(waiting(keda, Map.of("voice", "another"))).isZero();

            bucket.get().let.countDown();
            until("nothing that waits", () -> waiting(keda, all) == 0);
            assertThat(active(call(keda, "IsActive", ref(all)))).isFalse();
            assertThat(pushedNext(pushed)).isFalse();

            assertThatThrownBy(() -> call(keda, "IsActive", ref(Map.of("lanes", "bulk"))))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("INVALID_ARGUMENT")
                    .hasMessageContaining("targetSeconds");
        } finally {
            keda.shutdownNow();
        }
    }

    /** The next that is told besides signs of life. */
    private static boolean pushedNext(Iterator<byte[]> pushed) {
        boolean active = true;
        for (int i = 0; i < 10 && active; i++) {
            active = active(pushed.next());
        }
        return active;
    }

    private static boolean isMeasured(ManagedChannel keda, Map<String, String> metadata) {
        try {
            call(keda, "IsActive", ref(metadata));
            return true;
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
            return false;
        }
    }
}
