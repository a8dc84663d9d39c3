package com.acme.checkout.broker;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How much waits on the broker, by the broker's own means. A broker that is a folder of Kamelets alone has none: then nobody
 * knows.
 */
public interface PendingDepth {

    /** For {@link Reading#elsewhere}: nobody can tell. */
    long NOT_KNOWN = -1;

    /**
     * What one queue holds.
     *
     * @param messages how many
     * @param more whether there are more than that, and nobody counted on
     * @param oldest since when the oldest of them waits, as far as the broker tells; null where it does not
     */
    record Count(long messages, boolean more, Instant oldest) {

        /** So many, and the broker does not tell since when. */
        public static Count of(long messages) {
            return new Count(messages, false, null);
        }
    }

    /**
     * What the queues hold.
     *
     * @param queues by their names
     * @param withGivenOut whether what is given out, and not acknowledged yet, is counted among it
     * @param elsewhere how many messages that are due later are held in other queues, which all queues share; 0 where each
     *     queue holds and counts its own, {@value #NOT_KNOWN} where nobody can tell
     */
    record Reading(Map<String, Count> queues, boolean withGivenOut, long elsewhere) {}

    /**
     * Asks the broker, and does not wait for long.
     *
     * @throws Exception where it can't be reached, or does not let us see
     */
    Reading read(List<String> queues) throws Exception;

    /** Since when a parked message waits, by its header {@code text}; null where that does not say. */
    static Instant parkedAt(Object text) {
        return text == null ? null : PendingHeaders.instant(HeaderData.text(text));
    }

    /** The name of the header that says since when a parked message waits. */
    String PARKED_AT = PendingHeaders.PARKED_AT;
}
