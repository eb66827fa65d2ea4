package voxfarm.worker.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** Where inference runs. */
public sealed interface Device {
    Pattern CUDA = Pattern.compile("(?:cuda|gpu)(?::(\\d{1,3}))?");

    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    record Cuda(int number) implements Device {
        @Override
        public String toString() {
            return "cuda:" + number;
        }
    }

    /** CUDA if it is usable, else the CPU. */
    record Auto() implements Device {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /**
     * @param text {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}; {@code gpu} is {@code
     *     cuda}
     * @throws VoxfarmException {@code INVALID_CONFIG} otherwise
     */
    static Device parse(String text) {
        if (text.equals("auto")) {
            return new Auto();
        }
        if (text.equals("cpu")) {
            return new Cpu();
        }
        Matcher cuda = CUDA.matcher(text);
        if (cuda.matches()) {
            return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_CONFIG,
                "device: expected auto, cpu, cuda or cuda:NUMBER, was %s",
                Problems.quote(text));
    }
}
