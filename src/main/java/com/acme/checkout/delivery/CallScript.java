package com.acme.checkout.delivery;

import java.io.IOException;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Answers the calls to Orchestrators in the place of the network, where routes are tested. The service has none. */
public interface CallScript {

    /**
     * The answer to one call.
     *
     * @param deadline of this call
     * @throws IOException as the network fails
     */
    ClassicHttpResponse answer(ClassicHttpRequest request, Deadline deadline) throws IOException;

    /** How long a call may take. */
    @FunctionalInterface
    interface Deadline {

        /**
         * Lets the answer take {@code delay}. Only a caller's own wait takes its time; where there is no caller, no time passes.
         *
         * @throws IOException the call was ended before
         */
        void take(Duration delay) throws IOException;
    }
}
