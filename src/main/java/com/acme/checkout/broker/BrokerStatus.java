package com.acme.checkout.broker;

import java.util.List;

/** What there is to know of a broker beside its Kamelets: whether it answers, and that our queues are there. */
public interface BrokerStatus {

    /**
     * Returns once the broker has answered and holds all {@code queues}; those that it lacked have been created. May be
     * called again and again.
     *
     * @throws UnusableException where it answered and a person has to do something
     * @throws BlockedException where it can be reached and takes no messages now
     * @throws Exception where it can't be reached now
     */
    void prepare(List<String> queues) throws Exception;

    /** The broker is there and takes no messages until it is better: why, in a few words. */
    class BlockedException extends Exception {

        public BlockedException(String why) {
            super(why.replaceAll("\\s+", " "));
        }
    }

    /** The broker is there and can't be used: which setting, what is wrong, the cure, in one line. */
    class UnusableException extends IllegalStateException {

        public UnusableException(String setting, String wrong, String cure) {
            this(setting + ": " + wrong + "; " + cure);
        }

        /** What a route says of its broker. */
        public UnusableException(String line) {
            super(line.replaceAll("\\s+", " "));
        }

        /** A queue is not there and can't be created from here. */
        public static UnusableException without(String queue, String setting, String why, String cure) {
            return new UnusableException(
                    setting, "there is no queue " + queue + " and it can't be created from here (" + why + ")", cure);
        }

        /** Nobody is let in by these credentials. */
        public static UnusableException to(String setting, Exception refusal) {
            return new UnusableException(
                    setting,
                    "the broker refuses the user or the password (" + refusal.getMessage() + ")",
                    "correct them");
        }
    }
}
