package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.selection.AnyId;
import com.acme.checkout.desk.selection.FilterValues;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.web.util.UriComponentsBuilder;

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
            "ASSIGN",
            "SNOOZE",
            "WAKE",
            "SAVE_FILTER",
            "DELETE_FILTER",
            "WEBHOOK_TEST",
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
        return new AuditFilter(actor, action, FilterValues.instant("from", from), FilterValues.instant("to", to), of);
    }

    /** Whether it lets everything through. */
    boolean matchesAll() {
        return equals(ALL);
    }

    /** The same filter for a URL, with its question mark; empty where it lets everything through. */
    String toQuery() {
        UriComponentsBuilder query = UriComponentsBuilder.newInstance();
        Map<String, Object> values = new LinkedHashMap<>();
        add(query, values, "actor", actor);
        add(query, values, "action", action);
        add(query, values, "from", from);
        add(query, values, "to", to);
        add(query, values, "replay", replay);
        return query.encode().buildAndExpand(values).toUriString();
    }

    private static void add(UriComponentsBuilder query, Map<String, Object> values, String name, Object value) {
        if (value != null) {
            query.queryParam(name, "{" + name + "}");
            values.put(name, value);
        }
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
