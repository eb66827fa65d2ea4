package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.config.Secret;

/** Which keys of the configuration {@code voxfarm up} reads: those that its code asks for. */
class KeysOfUpTest {
    /** Who reads keys for a cluster's processes, or to check and to show them. */
    private static final Set<String> NOT_UP =
            Set.of(
                    "RemoteDispatcher",
                    "RemoteWorker",
                    "Backends",
                    "BucketOptions",
                    "KafkaSection",
                    "StoreSection",
                    "LifecycleRules",
                    "RetentionCommand",
                    "ConfigChecks");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("voxfarm");

    private final List<String> read = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();

    private void sort(Class<?> section, String path, boolean reached) {
        for (RecordComponent key : section.getRecordComponents()) {
            String name =
                    path + key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            boolean asked = reached && isAskedFor(section, key);
            if (key.getType().isRecord() && key.getType() != Secret.class) {
                sort(key.getType(), name + ".", asked);
            } else {
                (asked ? read : passedOver).add(name);
            }
        }
    }

    private static boolean isAskedFor(Class<?> section, RecordComponent key) {
        JavaClass owner = CLASSES.get(section);
        return Stream.concat(
                        owner.getMethod(key.getName()).getAccessesToSelf().stream(),
                        owner.getField(key.getName()).getAccessesToSelf().stream())
                .anyMatch(access -> isForUp(access, owner, key.getName()));
    }

    private static boolean isForUp(JavaAccess<?> access, JavaClass owner, String key) {
        JavaClass asking = access.getOriginOwner();
        String method = access.getOrigin().getName();
        String asker = asking.getName().replaceAll("^.*[.]|[$].*$", "");
        boolean copies =
                method.equals("withDevice")
                        || (asking.equals(owner)
                                && (method.equals("<init>")
                                        || method.equals(key)
                                        || access.getOrigin().getRawReturnType().equals(owner)));
        return !copies
                && !NOT_UP.contains(asker)
                && !asking.getName().matches("voxfarm[.](bench|it)[.].*|.*(Test|IT)\\b.*");
    }

    @Test
    void theKeysThatAreSaidToHaveNoEffectInUpAreThoseThatItDoesNotRead() {
        sort(FarmConfig.class, "", true);

        assertThat(read).hasSizeGreaterThan(50).contains("store.bucket", "worker.slots");
        assertThat(passedOver).contains("kafka.prefix", "store.prefix");
        assertThat(read).as("read").noneMatch(FarmConfig::isOfClustersAlone);
        assertThat(passedOver).as("not read").allMatch(FarmConfig::isOfClustersAlone);
    }
}
