package com.acme.checkout.broker;

import java.util.List;

/** What there is to know of a broker beside its Kamelets: whether it answers, and that our queues are there. */
public interface BrokerStatus {

    /**
     * Returns once the broker has answered and holds all {@code queues}; those that it lacked have been created. May be
     * called again and again.
     *
     * @throws QueueMissing where a queue is not there and may not be created
     * @throws Exception where the broker can't be reached now
     */
    void prepare(List<String> queues) throws Exception;

    /** A queue is not there and can't be created from here: which one, why, and how to create it, in one line. */
    class QueueMissing extends IllegalStateException {
        public QueueMissing(String setting, String queue, String why, String cure) {
            super(setting + ": there is no queue " + queue + " and it can't be created from here (" + why.replaceAll("\\s+", " ") + "); " + cure);
        }
    }
}
