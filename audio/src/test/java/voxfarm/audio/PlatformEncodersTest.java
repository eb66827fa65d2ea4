package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformEncodersTest {
    @Test
    void saysWhatLoadingSays() {
        assertThat(PlatformEncoders.present()).isEqualTo(Ffmpeg.available());
    }

    @Test
    void knowsThatAPlatformHasNone() {
        assertThat(PlatformEncoders.presentFor("solaris-sparc")).isFalse();
    }
}
