package voxfarm.dispatcher.retention;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectStore;

/** Ends its process at one of its calls: that one fails, and all that come behind it. */
final class FailingStore {
    private final ObjectStore store;
    private final int works;
    private final boolean after;
    private int calls;

    /**
     * @param works how many calls succeed
     * @param after whether the one that fails has its effect
     */
    FailingStore(ObjectStore store, int works, boolean after) {
        this.store = store;
        this.works = works;
        this.after = after;
    }

    ObjectStore asStore() {
        return (ObjectStore)
                Proxy.newProxyInstance(
                        FailingStore.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (_, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        int call = calls++;
        boolean works = call < this.works;
        try {
            @Nullable Object answer =
                    works || (call == this.works && after) ? method.invoke(store, arguments) : null;
            if (works) {
                return answer;
            }
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
        throw new VoxfarmException(ErrorCode.STORE_UNAVAILABLE, "call " + call);
    }
}
