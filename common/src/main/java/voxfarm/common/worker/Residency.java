package voxfarm.common.worker;

import java.util.List;

/**
 * What a worker holds of what it may hold.
 *
 * @param budgetBytes of memory for voices; one voice is loaded even if it alone is larger
 * @param voices those that are loaded; one whose engine died is not, until it is asked for again
 */
public record Residency(long budgetBytes, List<ResidentVoice> voices) {
    public Residency {
        voices = List.copyOf(voices);
    }
}
