package voxfarm.models.bertvits2;

import java.util.List;

/**
 * What a checkpoint's weights say of the network, beside its configuration.
 *
 * @param flows coupling layers
 * @param flowLayers transformer or WaveNet layers of each
 * @param notes what a person should know: a label that differs, weights that are not used
 */
public record Network(Release release, int flows, int flowLayers, List<String> notes) {
    public Network {
        notes = List.copyOf(notes);
    }
}
