package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.voice.TrainedLanguages;
import voxfarm.frontend.TextRules;
import voxfarm.models.bertvits2.Release;

/** A release is known by one name to those who import it, plan for it and speak with it. */
class ReleasesTest {
    @ParameterizedTest
    @EnumSource
    void everyReleaseHasItsTextRulesAndLanguages(Release release) {
        TextRules rules = TextRules.ofWireName(release.wireName());

        assertThat(rules.symbols().size()).isEqualTo(release.symbols());
        assertThat(TrainedLanguages.of(release.wireName())).isNotEmpty();
    }
}
