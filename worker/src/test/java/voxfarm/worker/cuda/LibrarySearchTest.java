package voxfarm.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    @TempDir Path folder;

    private Path provider() throws IOException {
        return MadeElf.write(
                folder.resolve("runtime/libprovider.so"),
                "$ORIGIN",
                "libshared.so",
                "libcublas.so.12",
                "libcudart.so.12",
                "libm.so.6");
    }

    private Path library(String file, String... needed) throws IOException {
        return MadeElf.write(folder.resolve(file), "", needed);
    }

    @Test
    void looksWhereTheLoaderLooks() throws IOException {
        Path provider = provider();
        library("runtime/libshared.so");
        library("path/libcublas.so.12", "libcublasLt.so.12");
        Path cached = library("cached/libcudart.so.12");
        library("standard/libm.so.6");
        LibrarySearch search =
                new LibrarySearch(
                        List.of(folder.resolve("path")),
                        Map.of("libcudart.so.12", cached),
                        List.of(folder.resolve("standard")));

        assertThat(search.missing(provider))
                .as("what is needed by what is needed counts, too")
                .containsExactly(Map.entry("libcublasLt.so.12", "libcublas.so.12"));

        library("path/libcublasLt.so.12");
        assertThat(search.missing(provider)).isEmpty();

        Files.delete(cached); // the cache is of yesterday
        assertThat(search.missing(provider))
                .containsExactly(Map.entry("libcudart.so.12", "libprovider.so"));
    }

    @Test
    void librariesMayNeedEachOther() throws IOException {
        library("path/liba.so", "libb.so");
        library("path/libb.so", "liba.so", "libc.so");
        LibrarySearch search =
                new LibrarySearch(List.of(folder.resolve("path")), Map.of(), List.of());

        assertThat(search.missing(folder.resolve("path/liba.so"))).containsOnlyKeys("libc.so");
    }

    @Test
    void readsTheLoadersCache() throws IOException {
        Path file =
                Files.write(
                        folder.resolve("ld.so.cache"),
                        cache(
                                List.of(
                                        "libcuda.so.1", "/x/libcuda.so.1",
                                        "libz.so.1", "/lib/libz.so.1",
                                        "libz.so.1", "/lib32/libz.so.1")));

        assertThat(LoaderCache.read(file))
                .containsOnly(
                        Map.entry("libcuda.so.1", Path.of("/x/libcuda.so.1")),
                        Map.entry("libz.so.1", Path.of("/lib/libz.so.1")));

        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 20));
        assertThatThrownBy(() -> LoaderCache.read(file)).isInstanceOf(IOException.class);
    }

    /** As ldconfig writes it: entries, then texts that they point to. */
    private static byte[] cache(List<String> pairs) throws IOException {
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        int count = pairs.size() / 2;
        int textsAt = 48 + 24 * count;
        ByteBuffer table = ByteBuffer.allocate(textsAt).order(ByteOrder.LITTLE_ENDIAN);
        table.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(20, count);
        for (int i = 0; i < count; i++) {
            table.putInt(48 + 24 * i + 4, textsAt + texts.size());
            texts.write((pairs.get(2 * i) + "\0").getBytes(StandardCharsets.US_ASCII));
            table.putInt(48 + 24 * i + 8, textsAt + texts.size());
            texts.write((pairs.get(2 * i + 1) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(table.array());
        texts.writeTo(all);
        return all.toByteArray();
    }

    /** The machine's own, against what its loader says. */
    @Test
    void readsTheCacheOfThisMachine() throws IOException {
        Path file = Path.of("/etc/ld.so.cache");
        Assumptions.assumeTrue(Files.isReadable(file), "no glibc here");

        Path standard = LoaderCache.read(file).get("libc.so.6");
        assertThat(standard).isNotNull().exists();
        assertThat(LibrarySearch.ofThisProcess().missing(Path.of(String.valueOf(standard))))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissingAndTheMend() throws IOException {
        Path provider = provider();
        library("runtime/libshared.so");
        library("path/libcudart.so.12");
        library("path/libm.so.6");
        library("path/libcudnn.so.9");
        LibrarySearch search =
                new LibrarySearch(List.of(folder.resolve("path")), Map.of(), List.of());

        assertThat(CudaLibraries.lacking(provider, search))
                .hasValueSatisfying(message ->
                        assertThat(message)
                                .contains(
                                        "libcublas.so.12 (needed by libprovider.so)",
                                        "libcufft.so.11 (needed by ONNX Runtime)",
                                        "pip install nvidia-cublas-cu12 nvidia-cufft-cu12'",
                                        "apt-get install libcublas-12-9 libcufft-12-9'",
                                        "VOXFARM_CUDA")
                                .doesNotContain("libcudart", "libcudnn", "libm"));

        library("path/libcublas.so.12");
        library("path/libcufft.so.11");
        assertThat(CudaLibraries.lacking(provider, search)).isEmpty();
    }
}
