package voxfarm.common.voice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceFileNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G_1300.pth",
                "G_1300 (1).pth",
                "孙悟空.pth",
                "voice.yml",
                "x.onnx.json",
                "a+b@c.npy"
            })
    void takesWhatPeopleCallTheirFiles(String name) {
        assertThat(VoiceFileNames.isOne(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../G_1.pth",
                "a/b.pth",
                "a\\b.pth",
                ".hidden.pth",
                "C:x.pth",
                "x.exe",
                "x.yml",
                "a\u0000.pth",
                "a\u202e.pth",
                "a\n.pth",
                ".pth",
                ""
            })
    void refusesWhatAFileSystemOrATerminalCouldTakeForMore(String name) {
        assertThat(VoiceFileNames.isOne(name)).isFalse();
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(VoiceFileNames.isOne("a".repeat(196) + ".pth")).isTrue();
        assertThat(VoiceFileNames.isOne("孙".repeat(70) + ".pth")).isFalse();
    }
}
