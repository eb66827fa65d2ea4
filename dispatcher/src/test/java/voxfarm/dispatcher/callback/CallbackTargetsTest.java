package voxfarm.dispatcher.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.config.Secret;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.CallbackUrl;

class CallbackTargetsTest {
    private final CallbackTargets targets =
            CallbackTargets.of(
                    CallbackFarm.config(
                            3, "hooks.test/in", "https://a.test:8443", "http://plain.test/"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.test/in",
                "https://HOOKS.test:443/in/a/b?c",
                "https://a.test:8443/",
                "https://a.test:8443/whatever",
                "http://plain.test/x"
            })
    void allowsWhatLiesBelowATarget(String url) {
        assertThatCode(() -> targets.check(CallbackUrl.parse(url))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.test/in",
                "https://hooks.test/",
                "https://hooks.test/inside",
                "https://hooks.test:8443/in",
                "https://x.hooks.test/in",
                "https://hooks.test.evil/in",
                "https://a.test/",
                "https://plain.test/",
                "https://127.0.0.1/in",
                "https://[::1]/in"
            })
    void refusesEverythingElseAndSaysWhatToConfigure(String url) {
        assertThatThrownBy(() -> targets.check(CallbackUrl.parse(url)))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("is not to be called by this farm")
                .hasMessageContaining("callbacks.targets");
    }

    @Test
    void namesEveryProblemOfItsConfigurationAndNoSecret() {
        CallbackConfig config =
                new CallbackConfig(
                        List.of(
                                new CallbackConfig.Target(
                                        "ftp://x", new Secret("0123456789abcdef"), false),
                                new CallbackConfig.Target(
                                        "https://x/?a=b", new Secret("short"), false)),
                        3,
                        10,
                        4);

        assertThatThrownBy(() -> CallbackTargets.of(config))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("callbacks.targets: \"ftp://x\": expected an address")
                .hasMessageContaining("expected an address without a query")
                .hasMessageContaining("expected a secret of at least 16 characters")
                .hasMessageNotContaining("short");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.0.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "100::1"
            })
    void isNotPublic(String address) {
        assertThat(PublicAddresses.contains(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1",
                "172.15.255.255", "172.32.0.1", "192.167.0.1", "198.17.0.1", "198.20.0.1",
                "223.255.255.255", "2606:4700::1", "2a00:1450::1", "2400::1"
            })
    void isPublic(String address) {
        assertThat(PublicAddresses.contains(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.1.1", "fe80::1", "0.0.0.0", "224.0.0.1", "::", "1.1.1.1"})
    void isNotOfOnesOwnNetwork(String address) {
        assertThat(PublicAddresses.isOwn(InetAddress.ofLiteral(address))).isFalse();
    }
}
