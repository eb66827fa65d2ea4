package voxfarm.worker.cuda;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the libraries of CUDA 12 and cuDNN 9 are missing, and where they are to be had. */
public final class CudaLibraries {
    /** What the provider opens by name when it is first used: its file does not ask for it. */
    private static final List<String> OPENED_LATER = List.of("libcudnn.so.9", "libcufft.so.11");

    private static final String OPENER = "ONNX Runtime";

    /** Beginnings of names, and the pip package that holds such a library. */
    private static final Map<String, String> PIP =
            ordered(
                    "libcudart.", "nvidia-cuda-runtime-cu12",
                    "libcublas", "nvidia-cublas-cu12",
                    "libcurand.", "nvidia-curand-cu12",
                    "libcufft.", "nvidia-cufft-cu12",
                    "libcudnn", "nvidia-cudnn-cu12",
                    "libnvrtc", "nvidia-cuda-nvrtc-cu12",
                    "libnvJitLink", "nvidia-nvjitlink-cu12");

    /** The same in NVIDIA's archive for Debian and Ubuntu. */
    private static final Map<String, String> APT =
            ordered(
                    "libcudart.", "cuda-cudart-12-9",
                    "libcublas", "libcublas-12-9",
                    "libcurand.", "libcurand-12-9",
                    "libcufft.", "libcufft-12-9",
                    "libcudnn", "libcudnn9-cuda-12",
                    "libnvrtc", "cuda-nvrtc-12-9",
                    "libnvJitLink", "libnvjitlink-12-9");

    private CudaLibraries() {}

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /**
     * What is missing here and what mends it, as one sentence or two; empty if nothing is.
     *
     * @param provider the runtime's library for CUDA
     */
    public static Optional<String> lacking(Path provider) {
        return lacking(provider, LibrarySearch.ofThisProcess());
    }

    static Optional<String> lacking(Path provider, LibrarySearch search) {
        Map<String, String> missing = new LinkedHashMap<>(search.missing(provider));
        for (String name : OPENED_LATER) {
            Optional<Path> found = search.find(name);
            if (found.isEmpty()) {
                missing.putIfAbsent(name, OPENER);
            } else {
                search.missing(found.get()).forEach(missing::putIfAbsent);
            }
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("missing: " + listed(missing) + ". " + remedy(missing.keySet()));
    }

    private static String listed(Map<String, String> missing) {
        Map<String, List<String>> byNeed =
                missing.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getValue,
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                Map.Entry::getKey, Collectors.toList())));
        return byNeed.entrySet().stream()
                .map(one -> String.join(", ", one.getValue()) + " (needed by " + one.getKey() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String remedy(Set<String> names) {
        Set<String> pip = packages(names, PIP);
        if (pip.isEmpty()) {
            return "Install the packages that hold them, or name their folder in LD_LIBRARY_PATH";
        }
        return "Install them by 'pip install "
                + String.join(" ", pip)
                + "' and start with VOXFARM_CUDA=FOLDER of that Python, or on Debian and Ubuntu"
                + " from NVIDIA's archive by 'apt-get install "
                + String.join(" ", packages(names, APT))
                + "'; see docs/gpu.md";
    }

    private static Set<String> packages(Set<String> names, Map<String, String> sources) {
        Set<String> packages = new LinkedHashSet<>();
        for (String name : names) {
            sources.entrySet().stream()
                    .filter(source -> name.startsWith(source.getKey()))
                    .findFirst()
                    .ifPresent(source -> packages.add(source.getValue()));
        }
        return packages;
    }
}
