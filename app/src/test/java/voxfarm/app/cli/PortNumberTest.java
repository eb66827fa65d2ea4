package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortNumberTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 80, 65_535})
    void takesAPort(int port) {
        assertThat(new PortNumber().convert(String.valueOf(port))).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "70000", "-1", "+1", "abc", "", "99999999999", "1.5"})
    void saysWhatIsNone(String port) {
        assertThatThrownBy(() -> new PortNumber().convert(port))
                .hasMessage("expected a port from 0 to 65535, was \"" + port + "\"");
    }

    @Test
    void namesTheOption() {
        StubFarm.Ran ran = StubFarm.runAsIs("up", "--kafka-port", "-1");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--kafka-port", "from 0 to 65535, was \"-1\"");
    }
}
