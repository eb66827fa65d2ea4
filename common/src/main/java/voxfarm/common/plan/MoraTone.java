package voxfarm.common.plan;

/**
 * A mora of Japanese and its pitch, as the editor of Style-Bert-VITS2 sends them.
 *
 * @param mora in katakana, or a mark such as {@code ,}
 * @param tone 0 for low, 1 for high
 */
public record MoraTone(String mora, int tone) {}
