package com.acme.checkout.desk.notice;

import java.time.Duration;

/**
 * What came of one attempt.
 *
 * @param status of the answer; 0 where none came
 * @param result for a person, without anything of the URL
 * @param retryAfter seconds that the answer asks to wait; 0 where it asks for nothing
 */
record Attempt(int status, String result, int retryAfter) {

    /** From a notice's first attempt on; then it is given up. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int FACTOR = 3;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;

    /** What is done about it. */
    enum Verdict {
        /** The receiver has it. */
        SENT,
        /** It may take it later. */
        RETRY,
        /** It will never take this one. */
        REFUSED,
        /** It wants none any more (Standard Webhooks, 410). */
        OFF
    }

    Verdict verdict() {
        if (status / 100 == 2) {
            return Verdict.SENT;
        }
        if (status == GONE) {
            return Verdict.OFF;
        }
        return status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS
                ? Verdict.REFUSED
                : Verdict.RETRY;
    }

    /** How long to wait before the next: 5 s, three times as long each time, an hour at most; longer where the answer asks for it. */
    Duration wait(int attemptsBefore) {
        Duration wait = FIRST_WAIT;
        for (int i = 0; i < attemptsBefore && wait.compareTo(LONGEST_WAIT) < 0; i++) {
            wait = wait.multipliedBy(FACTOR);
        }
        Duration asked = Duration.ofSeconds(retryAfter);
        Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
        return longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
    }
}
