package voxfarm.dispatcher.acceptance;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import voxfarm.common.plan.AcceptedRequest;

/**
 * The chains that the parts of a request form, see {@link voxfarm.common.job.PartChain}: which of
 * them are to be queued by whoever begins or mends a request. All others follow from those.
 */
public final class PartChains {
    private PartChains() {}

    /**
     * The first part of each chain that is not done, in order; none if all are.
     *
     * @param done numbers of the parts that are spoken
     */
    public static SortedSet<Integer> toQueue(AcceptedRequest request, Set<Integer> done) {
        SortedSet<Integer> firsts = new TreeSet<>();
        for (int chain = 0; chain < request.window(); chain++) {
            for (int part = chain; part < request.parts(); part += request.window()) {
                if (!done.contains(part)) {
                    firsts.add(part);
                    break;
                }
            }
        }
        return firsts;
    }
}
