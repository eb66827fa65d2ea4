package voxfarm.common.clip;

import java.util.List;

/** A word, or a mark, and the phones that it is made of; times from the start of its segment. */
public record SpokenWord(
        String text, double startSeconds, double endSeconds, List<SpokenPhone> phones) {
    public SpokenWord {
        phones = List.copyOf(phones);
    }

    /** One phone. */
    public record SpokenPhone(String phone, double startSeconds, double endSeconds) {}
}
