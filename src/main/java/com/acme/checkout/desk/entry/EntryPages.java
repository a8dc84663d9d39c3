package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the next few entries of a list, whatever there are of others. */
final class EntryPages {

    private static final int STRETCH = 4000;

    private final JdbcClient jdbc;

    EntryPages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The first {@code limit} in this order that come after a place.
     *
     * @param after null: from the beginning on
     */
    <T> List<T> some(
            Filter filter, EntrySort sort, String columns, EntrySort.Place after, int limit, RowMapper<T> row) {
        EntryQuery condition = EntryQuery.of(filter, sort.column());
        String select = "select " + columns + " from " + condition.from() + " where " + condition.where();
        if (filter.text() != null && sort.isByFiling()) {
            return searched(condition, select, sort, after, limit, row);
        }
        List<String> parts = after == null ? List.of("1 = 1") : sort.after();
        if (filter.text() != null) {
            // All texts are read for it: once.
            parts = List.of(parts.stream().collect(Collectors.joining(" or ", "(", ")")));
        }
        List<T> found = new ArrayList<>();
        for (String part : parts) {
            if (found.size() < limit) {
                found.addAll(jdbc.sql(select + " and " + part + " order by " + sort.order() + " limit :limit")
                        .params(condition.params())
                        .param("seq", after == null ? null : after.seq())
                        .param("value", after == null ? null : after.value())
                        .param("limit", limit - found.size())
                        .query(row)
                        .list());
            }
        }
        return found;
    }

    /**
     * A search reads every text on its way, and neither database knows how soon it will have found enough: it is asked stretch by
     * stretch, each four times as long as the one before.
     */
    private <T> List<T> searched(
            EntryQuery condition, String select, EntrySort sort, EntrySort.Place after, int limit, RowMapper<T> row) {
        boolean down = sort == EntrySort.NEWEST;
        long end = jdbc.sql("select coalesce(max(seq), 0) + 1 from search")
                .query(Long.class)
                .single();
        // What is left to be searched: from bottom on, below top.
        long bottom = down || after == null ? 0 : Math.min(after.seq(), end) + 1;
        long top = down && after != null ? Math.min(after.seq(), end) : end;
        List<T> found = new ArrayList<>();
        for (long stretch = STRETCH; bottom < top && found.size() < limit; stretch *= 4) {
            long from = down ? Math.max(bottom, top - stretch) : bottom;
            long to = down ? top : Math.min(top, bottom + stretch);
            found.addAll(jdbc.sql(select + " and s.seq >= :bottom and s.seq < :top order by s.seq"
                            + (down ? " desc" : "") + " limit :limit")
                    .params(condition.params())
                    .param("bottom", from)
                    .param("top", to)
                    .param("limit", limit - found.size())
                    .query(row)
                    .list());
            bottom = down ? bottom : to;
            top = down ? from : top;
        }
        return found;
    }
}
