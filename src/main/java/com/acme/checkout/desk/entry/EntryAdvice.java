package com.acme.checkout.desk.entry;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.page.Advice;
import com.acme.checkout.desk.page.Words;
import java.util.Locale;

/**
 * What can be done about an entry as it stands, what can't and why, and what is best done first.
 *
 * @param header whether a header of it breaks the contract
 */
record EntryAdvice(Entry e, Words.Plain plain, boolean header) {

    private static final String NEEDS_REPLAY = "Needs the role ops-replay.";

    /** {@code headers}: those of the original message, as JSON. */
    static EntryAdvice of(Entry e, String headers) {
        Advice.Failure failure = new Advice.Failure(
                e.reason(),
                e.status(),
                e.destination(),
                e.exception(),
                e.detail(),
                e.attempts(),
                OriginalHeaders.of(headers).event());
        Words.Plain plain = Advice.of(failure);
        return new EntryAdvice(
                e,
                e.state() != EntryState.RESOLVED
                        ? plain
                        : new Words.Plain(
                                plain.title(),
                                plain.meaning().replace(Advice.NOT_SEEN, "").strip(),
                                plain.remedy(),
                                plain.primary()),
                Advice.headerAtFault(failure));
    }

    /** What to do now: once something has been done about it, not what the failure asked for. */
    String todo() {
        return switch (e.state()) {
            case RESOLVED -> "Nothing: its checkout is started.";
            case REPLAYING -> "Wait: a replay has sent it, or will. Its outcome shows here.";
            case DISCARDED ->
                "Nothing: somebody has discarded it. Undo that where its checkout is to be started after all.";
            default -> e.repaired() ? "Its body is repaired: replay it." : plain.remedy();
        };
    }

    /** The action that {@link #todo} names first; null where it names none. */
    String primary() {
        if (!e.state().isWaiting()) {
            return null;
        }
        return (e.repaired() ? Advice.Action.REPLAY : plain.primary()).name().toLowerCase(Locale.ROOT);
    }

    String whyNoReplay() {
        String why = !Operator.may(Role.REPLAY) ? NEEDS_REPLAY : settled("replay");
        return why == null && e.bodyBytes() != null && !e.repaired() ? "Its body was cut: repair it first." : why;
    }

    String whyNoRepair() {
        if (!DeadLetterReason.of(e.reason()).isRepairable()) {
            return "The body is not at fault: only INVALID and UNREADABLE ones are repaired.";
        }
        if (header && !e.repaired()) {
            return "A header is at fault: a repair changes the body alone.";
        }
        String why = settled("repair");
        if (why != null) {
            return why;
        }
        return !Operator.may(Role.REPLAY)
                ? NEEDS_REPLAY
                : Operator.may(Role.PAYLOAD) ? null : "Shows the body: needs the role ops-payload.";
    }

    String whyNoDiscard() {
        return !Operator.may(Role.REPLAY) ? NEEDS_REPLAY : settled("discard");
    }

    private String settled(String verb) {
        return e.state().isWaiting()
                ? null
                : switch (e.state()) {
                    case REPLAYING -> "It is being replayed: wait for the outcome.";
                    case RESOLVED -> "Its checkout is started: nothing is left to " + verb + '.';
                    default -> "It is discarded: undo that first.";
                };
    }
}
