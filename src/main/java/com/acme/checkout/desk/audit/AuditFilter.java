package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.selection.AnyId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Which lines of the audit to show; a null lets everything through.
 *
 * @param actor  whose
 * @param action of this kind, one of {@link #ACTIONS}
 * @param from   since then
 * @param to     before then
 * @param replay of this replay
 */
public record AuditFilter(String actor, String action, Instant from, Instant to, UUID replay) {

    /** All that is written down, in the order in which the page lists it. */
    public static final List<String> ACTIONS = List.of(
            "REPLAY",
            "PAUSE",
            "RESUME",
            "CANCEL",
            "DISCARD",
            "RESTORE",
            "REPAIR",
            "UNDO_REPAIR",
            "NOTE",
            "PAYLOAD",
            "EXPORT",
            "DENIED",
            "LOGIN_REFUSED");

    /** Everybody's, of every kind. */
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);

    /**
     * As the parameters of a request say it; null where one is left out.
     *
     * @throws IllegalArgumentException with a sentence that says which value is wrong
     */
    public static AuditFilter of(String actor, String action, String from, String to, String replay) {
        if (actor != null && actor.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("actor must not contain NUL.");
        }
        if (action != null && !ACTIONS.contains(action)) {
            throw new IllegalArgumentException("action must be of "
                    + String.join(", ", ACTIONS.stream().sorted().toList()) + ".");
        }
        UUID of = replay == null ? null : AnyId.uuid(replay.toLowerCase(Locale.ROOT));
        if (replay != null && of == null) {
            throw new IllegalArgumentException("replay must be the whole id of one, a UUID.");
        }
        return new AuditFilter(actor, action, instant("from", from), instant("to", to), of);
    }

    private static Instant instant(String name, String value) {
        try {
            return value == null ? null : Instant.parse(value.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " must be an instant, as in 2026-01-31T12:00:00Z.");
        }
    }

    /** Whether it lets everything through. */
    boolean matchesAll() {
        return equals(ALL);
    }

    String where() {
        List<String> parts = new ArrayList<>();
        parts.add("");
        add(parts, actor, "actor = :actor");
        add(parts, action, "action = :action");
        add(parts, from, "at >= :from");
        add(parts, to, "at < :to");
        add(parts, replay, "operation = :replay");
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, Object value, String condition) {
        if (value != null) {
            parts.add(condition);
        }
    }

    Map<String, Object> params() {
        Map<String, Object> params = new HashMap<>();
        params.put("actor", actor);
        params.put("action", action);
        params.put("from", from == null ? null : from.atOffset(ZoneOffset.UTC));
        params.put("to", to == null ? null : to.atOffset(ZoneOffset.UTC));
        params.put("replay", replay);
        params.values().removeIf(Objects::isNull);
        return params;
    }
}
