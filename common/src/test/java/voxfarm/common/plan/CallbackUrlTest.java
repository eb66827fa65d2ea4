package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class CallbackUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.org, https, hooks.example.org, 443, /",
        "HTTPS://Hooks.Example.ORG/A/b, https, hooks.example.org, 443, /A/b",
        "http://h:8080/x?y=z&k=%2F, http, h, 8080, /x?y=z&k=%2F",
        "https://h?q=https://a@b, https, h, 443, /?q=https://a@b",
        "https://[2001:DB8::1]:1/, https, [2001:db8::1], 1, /",
        "https://h:443/a/.well-known/x, https, h, 443, /a/.well-known/x"
    })
    void readsWhatCanBeCalled(String text, String scheme, String host, int port, String target) {
        CallbackUrl url = CallbackUrl.parse(text);

        assertThat(url).isEqualTo(new CallbackUrl(scheme, host, port, target));
        assertThat(CallbackUrl.parse(url.toString())).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.org",
                "ftp://h/",
                "file:///etc/passwd",
                "https://",
                "https:///x",
                "https://u:p@h/",
                "https://h:80@evil/",
                "https://h\\@evil/",
                "https://h/#x",
                "https://h/a b",
                "https://h/\r\nHost: evil",
                "https://h/x\r\n\r\nGET / HTTP/1.1",
                "https://h:0/",
                "https://h:65536/",
                "https://h:-1/",
                "https://h/../x",
                "https://h/a/..",
                "https://h/./x",
                "https://h/a//b",
                "https://h/%2e%2e/x",
                "https://h/a%2Fb",
                "https://h/a%5cb",
                "https://hö/",
                "https://h/ö",
                " https://h/",
                "https://h/ "
            })
    void refusesWhatCouldMeanSomethingElse(String text) {
        assertThatThrownBy(() -> CallbackUrl.parse(text))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("expected an address such as https://");
    }

    @Test
    void refusesALongOneInNoTime() {
        assertThatThrownBy(() -> CallbackUrl.parse("https://h/" + "a/".repeat(1_000_000)))
                .isInstanceOf(VoxfarmException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void showsNoQuery() {
        assertThat(CallbackUrl.parse("https://h:444/a?token=secret").shown())
                .isEqualTo("https://h:444/a");
        assertThatThrownBy(() -> CallbackUrl.parse("https://u@h/?token=secret"))
                .hasMessageNotContaining("secret");
    }
}
