package voxfarm.models.importer;

/** Told what an import does next. */
@FunctionalInterface
public interface ImportProgress {
    /** Tells nobody. */
    ImportProgress SILENT = (_, _, _) -> {};

    /**
     * @param step what begins now, for people
     * @param done steps that are finished
     * @param all steps there are
     */
    void begins(String step, int done, int all);
}
