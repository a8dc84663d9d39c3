package com.acme.checkout.desk.selection;

import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a statement needs to choose entries.
 *
 * @param from the tables, {@code dead_letter} as {@code d} among them
 * @param where the condition, of named parameters
 * @param params their values
 */
public record EntryQuery(String from, String where, Map<String, Object> params) {

    public static EntryQuery of(Selection selection) {
        if (selection.ids() != null) {
            return new EntryQuery("dead_letter d", "d.id in (:ids)", new HashMap<>(Map.of("ids", selection.ids())));
        }
        return selection.filter() != null
                ? of(selection.filter())
                : new EntryQuery(
                        "dead_letter d", "d.fingerprint = :cause", new HashMap<>(Map.of("cause", selection.cause())));
    }

    public static EntryQuery of(Filter filter) {
        return of(filter, null);
    }

    /**
     * For a list in the order of a column.
     *
     * @param sorted the column, which has an index of that order that holds states, reasons and destinations too; null: in the order
     *     of filing, or in none
     */
    public static EntryQuery of(Filter filter, String sorted) {
        StringBuilder where = new StringBuilder("1 = 1");
        Map<String, Object> params = new HashMap<>();
        // A search reads the texts one after the other: an index on the rest would only have PostgreSQL jump about
        // among them. And a list that an index has in its order is not to be collected from another one, and sorted.
        boolean hidden = filter.text() != null || sorted != null;
        in(where, params, "state", hidden, filter.states());
        in(where, params, "reason", hidden && !"reason".equals(sorted), filter.reasons());
        in(where, params, "destination", hidden && !"destination".equals(sorted), filter.destinations());
        in(where, params, "route", false, filter.routes());
        and(
                where,
                params,
                "lower(d.exception) like :exception escape '!'",
                "exception",
                filter.exception() == null
                        ? null
                        : '%' + escaped(filter.exception().toLowerCase(Locale.ROOT)) + '%');
        and(
                where,
                params,
                "d.source like :source escape '!'",
                "source",
                filter.source() == null ? null : SourceFilter.like(filter.source()));
        and(
                where,
                params,
                "d.cart_id = :cart",
                "cart",
                filter.cart() == null ? null : filter.cart().toLowerCase(Locale.ROOT));
        and(
                where,
                params,
                "d.checkout_id = :checkout",
                "checkout",
                filter.checkout() == null ? null : filter.checkout().toLowerCase(Locale.ROOT));
        and(
                where,
                params,
                "d.last_at >= :from",
                "from",
                filter.from() == null ? null : filter.from().atOffset(ZoneOffset.UTC));
        and(
                where,
                params,
                "d.last_at < :to",
                "to",
                filter.to() == null ? null : filter.to().atOffset(ZoneOffset.UTC));
        and(where, params, "d.fingerprint = :cause", "cause", filter.cause());
        id(where, params, filter.id());
        and(where, params, "d.discard_id = :discard", "discard", filter.discard());
        and(where, params, "e.operation = :replay", "replay", filter.replay());
        if (!filter.replayStates().isEmpty()) {
            and(where, params, "e.state in (:replayStates)", "replayStates", filter.replayStates());
        }
        and(
                where,
                params,
                "s.text like :text escape '!'",
                "text",
                filter.text() == null ? null : '%' + escaped(filter.text().toLowerCase(Locale.ROOT)) + '%');
        return new EntryQuery(from(filter), where.toString(), params);
    }

    /** From left to right, or H2 may begin with the entries and look up the text of each. */
    private static String from(Filter filter) {
        if (filter.replay() != null) {
            return "operation_entry e left join dead_letter d on d.id = e.dead_letter"
                    + (filter.text() == null ? "" : " left join search s on s.seq = d.seq");
        }
        return filter.text() == null ? "dead_letter d" : "search s left join dead_letter d on d.seq = s.seq";
    }

    /** A union, or neither database would use an index for each. */
    private static void id(StringBuilder where, Map<String, Object> params, String id) {
        if (id == null) {
            return;
        }
        String name = AnyId.searched(id);
        UUID uuid = AnyId.uuid(name);
        where.append(" and d.seq in (select n.seq from entry_name n where n.name = :anyId");
        params.put("anyId", name);
        if (name.length() > AnyId.BRIEF) {
            where.append(" union all select c.seq from dead_letter c where c.cart_id = :anyId"
                    + " union all select o.seq from dead_letter o where o.checkout_id = :anyId");
        }
        if (uuid != null) {
            where.append(" union all select i.seq from dead_letter i where i.id = :anyUuid");
            params.put("anyUuid", uuid);
        }
        where.append(')');
    }

    /** {@code hidden} from indexes that begin with it: of H2 too, which sees through an added empty text. */
    private static void in(
            StringBuilder where, Map<String, Object> params, String column, boolean hidden, Set<String> values) {
        if (!values.isEmpty()) {
            where.append(" and ")
                    .append(hidden ? "coalesce(d." + column + ", '')" : "d." + column)
                    .append(" in (:")
                    .append(column)
                    .append("s)");
            params.put(column + 's', values);
        }
    }

    private static void and(
            StringBuilder where, Map<String, Object> params, String condition, String name, Object value) {
        if (value != null) {
            where.append(" and ").append(condition);
            params.put(name, value);
        }
    }

    static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
