package voxfarm.dispatcher.api.seed;

import voxfarm.common.config.Range;
import voxfarm.common.config.Secret;

/**
 * A translation service for {@code auto_translate} and {@code /tools/translate}.
 *
 * @param provider {@code off}, {@code libretranslate} or {@code baidu}
 * @param url of its translate call
 * @param appId of Baidu's interface
 * @param key API key, or Baidu's secret
 */
public record TranslatorConfig(
        String provider,
        String url,
        String appId,
        Secret key,
        @Range(min = 1, max = 120) int timeoutSeconds) {
    public static final TranslatorConfig DEFAULTS =
            new TranslatorConfig("off", "", "", new Secret(""), 10);
}
