package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDecimalTest {
    @Test
    void readsWhatPeopleWrite() {
        assertThat(PlainDecimal.of("5")).hasValue(5);
        assertThat(PlainDecimal.of("0.25")).hasValue(0.25);
        assertThat(PlainDecimal.of(".5")).hasValue(0.5);
        assertThat(PlainDecimal.of("-1")).hasValue(-1);
        assertThat(PlainDecimal.whole("012")).hasValue(12);
    }

    /** As programs print a fraction that they reckoned. */
    @ParameterizedTest
    @ValueSource(doubles = {1.0 / 3, 0.1 + 0.2, 2.0 / 3, 0.0010000000000000002, 12345.678901234567})
    void readsWhatProgramsPrint(double number) {
        assertThat(PlainDecimal.of(Double.toString(number))).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5f",
                "1d",
                "5F",
                "1D",
                "0x1p3",
                "1e3",
                "NaN",
                "Infinity",
                "+1",
                " 1",
                "1 ",
                "1,5",
                "1_0",
                "\u0665",
                "",
                ".",
                "5.",
                "1.2.3",
                "1234567890123456"
            })
    void readsNothingElse(String text) {
        assertThat(PlainDecimal.of(text)).isEmpty();
        assertThat(PlainDecimal.whole(text)).isEmpty();
    }
}
