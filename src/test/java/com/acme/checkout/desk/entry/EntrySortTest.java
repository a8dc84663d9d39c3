package com.acme.checkout.desk.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each order of the list, page by page: each entry once, and where it belongs. */
class EntrySortTest {

    private static final List<String> DESTINATIONS = List.of("", "promotion", "standard");
    private static final List<String> REASONS = List.of("EXHAUSTED", "INVALID", "REFUSED");

    private JdbcDataSource database;
    private Entries entries;

    @BeforeEach
    void fill() throws SQLException {
        database = TestDatabase.create();
        entries = new Entries(JdbcClient.create(database));
        file(200);
    }

    private void file(int count) throws SQLException {
        Random random = new Random(7);
        try (Connection db = database.getConnection();
                PreparedStatement entry = db.prepareStatement(
                        "insert into dead_letter (id, state, fingerprint, reason, attempts,"
                                + " first_at, last_at, filed_at, changed_at, source, route, destination) values (?,?,'f',?,?,?,?,?,?,'q','r',?)");
                PreparedStatement search = db.prepareStatement(
                        "insert into search (seq, text) select seq, ? from dead_letter where id = ?")) {
            for (int i = 0; i < count; i++) {
                UUID id = UUID.randomUUID();
                OffsetDateTime now = OffsetDateTime.now();
                Object[] values = {
                    id,
                    i % 3 == 0 ? "OPEN" : "DISCARDED",
                    REASONS.get(random.nextInt(3)),
                    random.nextInt(4),
                    now,
                    now,
                    now,
                    now,
                    DESTINATIONS.get(random.nextInt(3))
                };
                for (int n = 0; n < values.length; n++) {
                    entry.setObject(n + 1, values[n]);
                }
                entry.executeUpdate();
                search.setString(1, i % 2 == 0 ? "even" : "odd");
                search.setObject(2, id);
                search.executeUpdate();
            }
        }
    }

    private static Comparator<Entry> order(EntrySort sort) {
        Comparator<Entry> newest = Comparator.comparingLong(Entry::seq).reversed();
        return switch (sort) {
            case NEWEST -> newest;
            case OLDEST -> newest.reversed();
            case DESTINATION -> Comparator.comparing(Entry::destination).thenComparing(newest);
            case REASON -> Comparator.comparing(Entry::reason).thenComparing(newest);
            case ATTEMPTS -> Comparator.comparingInt(Entry::attempts).reversed().thenComparing(newest);
        };
    }

    private List<Entry> all(Filter filter, EntrySort sort, int limit) throws SQLException {
        List<Entry> all = new ArrayList<>();
        String after = null;
        do {
            EntryList page = entries.page(filter, sort, after, limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
            all.addAll(page.entries());
            after = page.next();
        } while (after != null);
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void pagesFollowOneAnotherInEachOrder(EntrySort sort) throws Exception {
        assertThat(all(Filter.ALL, sort, 7))
                .hasSize(200)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(order(sort));
        Filter open = Filter.of(Map.of("state", List.of("OPEN"), "reason", List.of("INVALID", "REFUSED")));
        long count = entries.counts(open).total();
        assertThat(all(open, sort, 5))
                .hasSize((int) count)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(order(sort));
        assertThat(all(Filter.of(Map.of("text", List.of("even"))), sort, 9))
                .hasSize(100)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(order(sort));
    }

    /** What is filed meanwhile moves nobody to another page. */
    @ParameterizedTest
    @EnumSource
    void whatIsFiledMeanwhileLeavesNoGap(EntrySort sort) throws Exception {
        List<Entry> before = all(Filter.ALL, sort, 500);
        EntryList first = entries.page(Filter.ALL, sort, null, 90);
        file(50);
        List<Entry> rest = new ArrayList<>(first.entries());
        for (String after = first.next(); after != null; ) {
            EntryList page = entries.page(Filter.ALL, sort, after, 90);
            rest.addAll(page.entries());
            after = page.next();
        }
        assertThat(rest).doesNotHaveDuplicates().containsAll(before).isSortedAccordingTo(order(sort));
    }

    /** An order that no index has would sort every entry for each page. */
    @ParameterizedTest
    @EnumSource
    void anIndexIsReadInItsOrder(EntrySort sort) throws Exception {
        try (Connection db = database.getConnection()) {
            for (String part : sort.after()) {
                String condition =
                        part.replace(":seq", "100").replace(":value", sort == EntrySort.ATTEMPTS ? "2" : "'m'");
                try (ResultSet plan = db.createStatement()
                        .executeQuery("explain select d.seq from dead_letter d where " + condition + " order by "
                                + sort.order() + " limit 51")) {
                    plan.next();
                    assertThat(plan.getString(1)).as(condition).contains("/* index sorted */");
                }
            }
        }
    }

    /** Nor what a filter by states, reasons and destinations leaves of them. */
    @ParameterizedTest
    @EnumSource
    void aFilteredListIsReadInItsOrderToo(EntrySort sort) {
        for (String filter : List.of("state", "reason", "destination")) {
            EntryQuery query = EntryQuery.of(
                    Filter.of(Map.of(
                            filter,
                            List.of(
                                    filter.equals("state")
                                            ? "OPEN"
                                            : filter.equals("reason") ? "REFUSED" : "standard"))),
                    sort.column());
            String plan = JdbcClient.create(database)
                    .sql("explain select d.seq from " + query.from() + " where " + query.where() + " order by "
                            + sort.order() + " limit 51")
                    .params(query.params())
                    .query(String.class)
                    .single();
            if (!sort.isByFiling()) {
                assertThat(plan).as(filter).contains("/* index sorted */", "dead_letter_by_" + sort.word());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "7:standard:", "7", "-", "x:standard", "7:\0"})
    void aPlaceOfAnotherOrderIsRefused(String after) {
        EntrySort wrong = after.startsWith("7:s") ? EntrySort.ATTEMPTS : EntrySort.DESTINATION;
        assertThatThrownBy(() -> entries.page(Filter.ALL, wrong, after, 5))
                .hasMessageStartingWith("after must be the value of next");
    }

    @Test
    void anotherWordIsRefusedWithThoseThereAre() {
        assertThat(EntrySort.of(null)).isEqualTo(EntrySort.NEWEST);
        assertThatThrownBy(() -> EntrySort.of("age"))
                .hasMessage("sort must be one of newest, oldest, destination, reason, attempts.");
    }
}
