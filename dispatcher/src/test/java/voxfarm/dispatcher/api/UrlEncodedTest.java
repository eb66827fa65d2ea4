package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected values by Python's {@code parse_qsl(query, keep_blank_values=True)}. */
class UrlEncodedTest {
    @Test
    void readsAsPythonDoes() {
        assertThat(UrlEncoded.values("text=%E4%BD%A0%20100%&a+b=c%2Bd+e&x=%zz%4"))
                .isEqualTo(Map.of("text", "\u4f60 100%", "a b", "c+d e", "x", "%zz%4"));
        assertThat(UrlEncoded.values("a=1&a=2&&b&=c&d=e=f"))
                .isEqualTo(Map.of("a", "2", "b", "", "", "c", "d", "e=f"));
        assertThat(UrlEncoded.values("t=%FFx")).isEqualTo(Map.of("t", "\ufffdx"));
        assertThat(UrlEncoded.values("")).isEmpty();
        assertThat(UrlEncoded.values(null)).isEmpty();
    }
}
