package voxfarm.common.voice;

/**
 * @param id the model's number of the speaker, from 0
 * @param name as the voice's own file gives it
 */
public record Speaker(int id, String name) {}
