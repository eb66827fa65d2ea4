package voxfarm.dispatcher.api;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.http.CallerEndPoint;

/** Lets whoever works on a text for a call ask whether its caller is still there. */
final class PresentCallers extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        if (!(connection instanceof CallerEndPoint caller)) {
            return super.handle(request, response, callback);
        }
        return ScopedValue.where(PlanningTurns.CALLER_GONE, caller::callerHasGone)
                .call(() -> super.handle(request, response, callback));
    }
}
