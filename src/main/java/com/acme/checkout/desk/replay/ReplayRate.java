package com.acme.checkout.desk.replay;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps a replay's rate: so many entries a second, at even intervals. Used by one thread. */
class ReplayRate {

    private long nextNanos = System.nanoTime();

    /** Waits until the next entry may be sent; what was not used before is not made up for. */
    void await(int perSecond) {
        nextNanos = Math.max(nextNanos + TimeUnit.SECONDS.toNanos(1) / perSecond, System.nanoTime());
        while (nextNanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(nextNanos - System.nanoTime());
        }
    }
}
