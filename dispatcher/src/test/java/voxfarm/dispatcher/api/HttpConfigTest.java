package voxfarm.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpConfigTest {
    @Test
    void putsAnAddressOfIpv6IntoBrackets() {
        assertThat(at("::1").url(8080)).isEqualTo("http://[::1]:8080");
        assertThat(at("[::1]").url(8080)).isEqualTo("http://[::1]:8080");
        assertThat(at("127.0.0.1").url(80)).isEqualTo("http://127.0.0.1:80");
        assertThat(at("farm.example").url(80)).isEqualTo("http://farm.example:80");
    }

    private static HttpConfig at(String host) {
        return HttpConfig.DEFAULTS.at(host, 0);
    }
}
