package voxfarm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a dispatcher or a worker of a cluster carries. */
class ShippedLibrariesTest {
    @Test
    void hasNeitherKafkasServerNorAStore() {
        String classPath = System.getProperty("surefire.test.class.path", "");
        Assumptions.assumeFalse(classPath.isEmpty(), "the class path is not the build's");

        List<String> jars =
                Stream.of(classPath.split(File.pathSeparator, -1))
                        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
                        .toList();

        assertThat(jars).anyMatch(name -> name.startsWith("kafka-clients-"));
        assertThat(jars)
                .noneMatch(name -> name.startsWith("kafka_2.13-"))
                .noneMatch(name -> name.startsWith("kafka-server"))
                .noneMatch(name -> name.startsWith("kafka-metadata"))
                .noneMatch(name -> name.startsWith("scala-"))
                .noneMatch(name -> name.startsWith("s3proxy-"));
    }
}
