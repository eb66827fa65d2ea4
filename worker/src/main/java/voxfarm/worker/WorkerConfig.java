package voxfarm.worker;

import voxfarm.common.config.Range;

/**
 * How one worker works.
 *
 * @param id name in results; empty for one made of host and process
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param slots runs of the engine at once; 0 for one per core (CPU) or four (CUDA)
 * @param jobs jobs in hand at once, of each lane; 0 for as many as slots (CPU) or 8 a slot (CUDA,
 *     where those of one voice share a run)
 * @param threads of one run; 1 gives the most work per core, more the shortest wait
 * @param precision how exactly a GPU computes: {@code auto}, {@code exact} or {@code fast}
 * @param memoryMib budget of voices held
 * @param drainSeconds how long a stopping worker lets jobs in hand end
 * @param patienceSeconds how long a job may lack the store, room on a disk or the like before it
 *     fails for good; such failures count as no attempts. An hour at most: in its pauses the job
 *     keeps its place, and longer ones would hold up others
 * @param checkSound whether a segment whose sound cannot be right is spoken again with another seed
 * @param cache folder of voice packages
 * @param isolation {@code process}: the engine runs in a process of its own, and a crash in it
 *     kills no more than the job; {@code none}: in this process
 * @param http where its process answers probes
 */
public record WorkerConfig(
        String id,
        String device,
        @Range(min = 0, max = 256) int slots,
        @Range(min = 0, max = 256) int jobs,
        @Range(min = 1, max = 64) int threads,
        String precision,
        @Range(min = 64, max = 1_000_000) int memoryMib,
        @Range(min = 0, max = 3600) int drainSeconds,
        @Range(min = 10, max = 3600) int patienceSeconds,
        boolean checkSound,
        String cache,
        String isolation,
        WorkerHttp http) {

    public static final WorkerConfig DEFAULTS =
            new WorkerConfig(
                    "",
                    "auto",
                    0,
                    0,
                    1,
                    "auto",
                    2048,
                    30,
                    900,
                    true,
                    "",
                    "process",
                    WorkerHttp.DEFAULTS);
}
