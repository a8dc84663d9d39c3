package com.acme.checkout.desk.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.replay.ReplayReader;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An entry is found by each id that it has, as it is shown anywhere, and by an index. */
class AnyIdTest {

    private static final UUID ID = UUID.fromString("0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90");
    private static final String CHECKOUT = "963bcda8-dbd7-5c7b-af0d-06a511427cbf";
    private static final String CART = "5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f";
    private static final String KEY = "Order 4711 of shop % web_1";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private JdbcDataSource database;
    private JdbcClient jdbc;
    private Entries entries;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        entries = new Entries(jdbc);
    }

    private void file(Object... headers) {
        try {
            Map<String, Object> all = new HashMap<>(Map.of("deadLetterReason", "INVALID"));
            for (int i = 0; i < headers.length; i += 2) {
                all.put((String) headers[i], headers[i + 1]);
            }
            new DeadLetterIngest(
                            jdbc,
                            new TransactionTemplate(new DataSourceTransactionManager(database)),
                            TestDatabase.part(History.class, jdbc),
                            TestDatabase.part(DeskMetrics.class, new SimpleMeterRegistry()),
                            new Notices(jdbc, TestSettings.webhooks()))
                    .ingest(all, "{}".getBytes(UTF_8), UUID.randomUUID().toString());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fileOurs() {
        file(
                "deadLetterId",
                ID.toString(),
                "checkoutId",
                CHECKOUT,
                "cartId",
                CART.toUpperCase(Locale.ROOT),
                "idempotencyKey",
                KEY,
                "traceparent",
                TRACEPARENT);
    }

    private List<UUID> found(String id) {
        return entries.page(Filter.of(Map.of("id", List.of(id))), null, 10).entries().stream()
                .map(Entry::id)
                .toList();
    }

    private void allAreFound() {
        for (String id : List.of(ID.toString(), CHECKOUT, CART, KEY, TRACE, TRACEPARENT)) {
            for (String asked : List.of(id, id.toUpperCase(Locale.ROOT), ' ' + id)) {
                assertThat(found(asked)).as(asked).containsExactly(ID);
            }
            if (!id.equals(TRACEPARENT)) {
                assertThat(found(new Words().brief(id))).as("as it is shown").containsExactly(ID);
            }
        }
    }

    /** What could not be read says neither; its repair does. */
    @Test
    void whichCheckoutItTurnsOutToBeFindsItAsWell() {
        file("deadLetterId", ID.toString());
        Entry entry = entries.find(ID).orElseThrow();
        EntryNames.add(jdbc, entry, CHECKOUT, CART);
        EntryNames.add(jdbc, entry, CHECKOUT, CART);
        for (String id : List.of(CHECKOUT, CART)) {
            assertThat(found(new Words().brief(id))).containsExactly(ID);
        }
    }

    @Test
    void eachIdOfAnEntryFindsItWholeOrAsItIsShown() {
        fileOurs();
        file("cartId", "%_0c2a4e", "idempotencyKey", "another", "checkoutId", "SHOUTED-CHECKOUT");
        allAreFound();
        for (String none : List.of("0b6f7c1", "0b6f7c1e-", "%", "________", "5f0c%", "Order", CART + "0")) {
            assertThat(found(none)).as(none).isEmpty();
        }
        assertThat(found("%_0c2a4e")).hasSize(1);
        assertThat(found("shouted-checkout"))
                .isEqualTo(found("SHOUTED-CHECKOUT"))
                .hasSize(1);
        Filter both = Filter.of(Map.of("id", List.of(CART), "text", List.of("{}"), "reason", List.of("INVALID")));
        assertThat(entries.page(both, null, 10).entries()).hasSize(1);
        assertThat(entries.counts(both).total()).isEqualTo(1);
    }

    /** What nobody names well is filed all the same. */
    @Test
    void idsThatAreNoneAreFiledAndFoundAsTheyAre() {
        String faces = "x" + "😀".repeat(200);
        file("cartId", "", "checkoutId", "c", "idempotencyKey", faces, "traceparent", "00-x");
        assertThat(found("c")).hasSize(1).isEqualTo(found(faces)).isEqualTo(found("x😀😀😀"));
    }

    @Test
    void whatWasFiledBeforeThereWereNamesIsFoundAsWell() {
        database.setUrl(database.getUrl().replaceFirst("mem:[^;]+", "mem:" + UUID.randomUUID()));
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/desk")
                .target("4")
                .load()
                .migrate();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route,
                    destination, checkout_id, cart_id, idempotency_key, traceparent)
                values (?, 'OPEN', 'f', 'INVALID', 1, now(), now(), now(), now(), 's', 'r', '', ?, ?, ?, ?)""").params(ID, CHECKOUT, CART, KEY, TRACEPARENT).update();
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/desk")
                .load()
                .migrate();
        allAreFound();
        List<String> backfilled = names();
        jdbc.sql("delete from entry_name").update();
        jdbc.sql("delete from dead_letter").update();
        fileOurs();
        assertThat(names()).isEqualTo(backfilled);
    }

    private List<String> names() {
        return jdbc.sql("select name from entry_name order by name")
                .query(String.class)
                .list();
    }

    /** Of a hundred thousand it would be a second's work to read them all. */
    @Test
    void noTableIsReadWholeForAnId() {
        for (String id : List.of("0b6f7c1e", CART, TRACE)) {
            EntryQuery query = EntryQuery.of(Filter.of(Map.of("id", List.of(id))));
            String plan = jdbc.sql("explain select d.seq from " + query.from() + " where " + query.where()
                            + " order by d.seq desc limit 51")
                    .params(query.params())
                    .query(String.class)
                    .single();
            assertThat(plan).as(id).doesNotContain("tableScan").containsIgnoringCase("seq IN(");
        }
    }

    @Test
    void aReplayIsFoundByItsIdWholeOrAsItIsShown() {
        UUID replay = UUID.fromString("fa1c2f0e-5b7d-4e9a-9c3f-1d2e3f4a5b6c");
        for (UUID each : List.of(replay, ID, UUID.fromString("7a1c2f0e-5b7d-4e9a-9c3f-1d2e3f4a5b6c"))) {
            jdbc.sql("""
                    insert into operation (id, state, actor, created_at, changed_at, selection, rate, canary, total)
                    values (?, 'DONE', 'alice', now(), now(), '{}', 1, 1, 1)""").param(each).update();
        }
        ReplayReader replays = new ReplayReader(jdbc);
        assertThat(replays.named(replay.toString(), 2)).containsExactly(replay);
        assertThat(replays.named("fa1c2f0e", 2)).containsExactly(replay);
        assertThat(replays.named("fa1c2f0", 2)).isEmpty();
        assertThat(replays.named("order 47", 2)).isEmpty();
    }
}
