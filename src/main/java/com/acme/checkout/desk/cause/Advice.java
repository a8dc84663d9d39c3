package com.acme.checkout.desk.cause;

import com.acme.checkout.delivery.RejectedByRuleException;

/** Which action fits a cause as it stands. The pages make that one the first; the others stay possible. */
enum Advice {

    /** It failed for want of a good moment: give it back. */
    REPLAY,
    /** What was asked is decided, most often because the customer has checked out already. */
    DISCARD,
    /** Neither as it is: first somebody has to repair, correct or ask. */
    LOOK;

    static Advice of(Cause cause) {
        return switch (cause.reason()) {
            case "EXHAUSTED" ->
                cause.status() != null && (cause.status() == 401 || cause.status() == 403) ? LOOK : REPLAY;
            case "INTERNAL" -> REPLAY;
            case "REJECTED" ->
                cause.exception().startsWith(RejectedByRuleException.class.getName())
                                || cause.status() == null
                                || cause.status() != 404
                        ? DISCARD
                        : LOOK;
            default -> LOOK;
        };
    }
}
