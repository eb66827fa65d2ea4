package voxfarm.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;0 bytes",
                "1023;1,023 bytes",
                "1024;1 KiB (1,024 bytes)",
                "71303168;68 MiB (71,303,168 bytes)",
                "1600000;1.5 MiB (1,600,000 bytes)",
                "5368709120;5 GiB (5,368,709,120 bytes)",
            })
    void saysTheUnitAndTheBytes(long bytes, String shown) {
        assertThat(ByteSize.shown(bytes)).isEqualTo(shown);
    }
}
