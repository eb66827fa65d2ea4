package voxfarm.common.book;

import java.util.List;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceVersion;

/**
 * What a book keeps of a voice, so that its last chapter is spoken as its first one was, whatever
 * is imported or corrected meanwhile.
 *
 * @param dictionaries versions of the voice's and the farm's pronunciations
 */
public record VoicePin(VoiceVersion version, List<ObjectKey> dictionaries) {
    public VoicePin {
        dictionaries = List.copyOf(dictionaries);
    }
}
