package voxfarm.worker.poll;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Wakes a member whose owner waits, in real time. */
final class Waking {
    private Waking() {}

    /**
     * @param poll of a member that waits in vain; run by this thread
     * @return how long it lasted
     */
    static Duration during(Runnable poll, JobSource member) {
        CountDownLatch returned = new CountDownLatch(1);
        Thread waker =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                // whether the poll waits already cannot be seen from outside
                                while (!returned.await(50, TimeUnit.MILLISECONDS)) {
                                    member.wakeUp();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        long begun = System.nanoTime();
        poll.run();
        Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
        returned.countDown();
        try {
            waker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lasted;
    }
}
