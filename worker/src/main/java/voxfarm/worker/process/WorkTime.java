package voxfarm.worker.process;

import java.time.InstantSource;
import voxfarm.worker.speak.NanoTicker;

/**
 * What a worker knows of time.
 *
 * @param clock what is written in documents, and what deadlines are held against
 * @param ticker how long things take
 */
public record WorkTime(InstantSource clock, NanoTicker ticker) {}
