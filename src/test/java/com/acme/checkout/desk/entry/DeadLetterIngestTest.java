package com.acme.checkout.desk.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.DatabaseConfiguration;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Filter;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What has been filed is on the disk, once, and beside it whatever differs from it. */
class DeadLetterIngestTest {

    @TempDir
    private Path folder;

    private HikariDataSource source;
    private JdbcClient jdbc;
    private DeadLetterIngest ingest;

    @BeforeEach
    void open() {
        DatabaseConfiguration database = new DatabaseConfiguration();
        source = database.dataSource(TestSettings.of("checkout.desk.database.url", RecordedDisk.url(folder)), folder);
        // Two hundred wait for sixteen connections, on a busy machine for long.
        source.setConnectionTimeout(120_000);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/desk")
                .load()
                .migrate();
        jdbc = JdbcClient.create(source);
        ingest = new DeadLetterIngest(
                jdbc,
                new TransactionTemplate(database.transactionManager(source)),
                new History(jdbc),
                new DeskMetrics(new SimpleMeterRegistry()),
                new Notices(jdbc, TestSettings.webhooks()));
    }

    @AfterEach
    void close() {
        source.close();
    }

    private static Map<String, Object> letter(Object... others) {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "deadLetterId",
                UUID.randomUUID().toString(),
                "deadLetterReason",
                "INVALID",
                "deadLetterSource",
                "checkout.commands",
                "deadLetterHeaders",
                "{\"shop\":\"web\",\"x-delivery-count\":1}"));
        for (int i = 0; i < others.length; i += 2) {
            headers.put((String) others[i], others[i + 1]);
        }
        return headers;
    }

    private int entries() {
        return jdbc.sql("select count(*) from dead_letter").query(Integer.class).single();
    }

    /** Entries in the database that a power cut now would leave. */
    private int afterAPowerCut() throws Exception {
        Path left = folder.resolve("left" + RecordedDisk.FORCES.get());
        RecordedDisk.powerCut(folder, left);
        try (Connection copy = DriverManager.getConnection(
                        "jdbc:h2:file:" + left.resolve("desk") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
                ResultSet row = copy.createStatement()
                        .executeQuery("select count(*) from dead_letter d join payload p on p.seq = d.seq")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void whatHasBeenFiledSurvivesAPowerCut() throws Exception {
        for (int i = 1; i <= 10; i++) {
            ingest.ingest(letter(), ("body " + i).getBytes(UTF_8), "m" + i);
            assertThat(afterAPowerCut()).as("entries on the disk").isEqualTo(i);
        }
    }

    @Test
    void manyThatAreFiledAtOnceShareWhatTheyWaitFor() throws Exception {
        int before = RecordedDisk.FORCES.get();
        List<CompletableFuture<Void>> all = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> ingest.ingest(letter(), ("body " + i).getBytes(UTF_8), "m" + i)))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(afterAPowerCut()).isEqualTo(200);
        assertThat(RecordedDisk.FORCES.get() - before).as("forces").isLessThanOrEqualTo(200);
    }

    @Test
    void oneFailureGivenOutTwiceIsOneEntryThoughItsTimesAndAttemptsDiffer() {
        Map<String, Object> first =
                letter("deadLetterAttempts", "1", "deadLetterLastAt", "2026-01-31T12:00:00Z", "checkoutId", "c1");
        ingest.ingest(first, "body".getBytes(UTF_8), "m");
        Map<String, Object> again = new HashMap<>(first);
        again.putAll(Map.of(
                "deadLetterAttempts",
                "2",
                "deadLetterLastAt",
                "2026-01-31T13:00:00Z",
                "deadLetterDetail",
                "not started after 2 attempts",
                "deadLetterHeaders",
                "{\"x-delivery-count\":2,\"shop\":\"web\"}",
                "traceparent",
                "00-1",
                "deadLetterId",
                first.get("deadLetterId").toString().toUpperCase(java.util.Locale.ROOT)));
        ingest.ingest(again, "body".getBytes(UTF_8), "m");
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void twoThatDifferAreTwoEntriesThoughTheyHaveOneId() {
        Map<String, Object> one = letter("checkoutId", "c1");
        byte[] body = "body".getBytes(UTF_8);
        ingest.ingest(one, body, "m");
        for (int round = 0; round < 2; round++) {
            ingest.ingest(one, "another body".getBytes(UTF_8), "m");
            for (String name : List.of("checkoutId", "idempotencyKey", "deadLetterSource", "deadLetterHeaders")) {
                Map<String, Object> other = new HashMap<>(one);
                other.put(name, "{\"other\":1}");
                ingest.ingest(other, body, "m");
            }
        }
        assertThat(entries()).as("each once, though each came twice").isEqualTo(6);
        assertThat(jdbc.sql("select count(*) from history where detail like 'another entry has its deadLetterId, %'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void whatSomebodyElseWroteIsToldApartByAllOfItAndByWhereItWas() {
        byte[] body = "body".getBytes(UTF_8);
        for (String where :
                List.of("checkout.dead-letters p0@7", "checkout.dead-letters p1@7", "checkout.dead-letters p0@7")) {
            ingest.ingest(Map.of("shop", "a"), body, where);
            ingest.ingest(Map.of("shop", "b"), body, where);
        }
        Map<String, Object> absent = new HashMap<>();
        absent.put("deadLetterId", null);
        ingest.ingest(absent, body, "checkout.dead-letters p0@7");
        assertThat(entries()).isEqualTo(5);
    }

    @Test
    void whatSomebodyElseWroteUnderOneIdIsToldApartByItsHeadersAndShowsThem() {
        Map<String, Object> first = letter("tenant", "north", "deadLetterAttempts", "1");
        first.remove("deadLetterHeaders");
        Map<String, Object> again = new HashMap<>(first);
        again.putAll(Map.of("x-delivery-count", 2, "deadLetterAttempts", "2"));
        Map<String, Object> other = new HashMap<>(first);
        other.put("tenant", "south");
        byte[] body = "body".getBytes(UTF_8);
        ingest.ingest(first, body, "m");
        ingest.ingest(again, body, "m");
        assertThat(entries()).isEqualTo(1);
        ingest.ingest(other, body, "m");
        assertThat(jdbc.sql("select headers from payload order by seq")
                        .query(String.class)
                        .list())
                .containsExactly("{\"tenant\":\"north\"}", "{\"tenant\":\"south\"}");
    }

    @Test
    void anOrderOnTheQueueClaimsNoEntryThatItIsNot() {
        Map<String, Object> filed = letter("checkoutId", "c1");
        ingest.ingest(filed, "body".getBytes(UTF_8), "m");
        String claim = UUID.randomUUID() + "/" + filed.get("deadLetterId");
        ingest.ingest(letter("deadLetterReplay", claim, "checkoutId", "c2"), "foreign".getBytes(UTF_8), "m2");
        assertThat(entries()).as("of another checkout: an entry of its own").isEqualTo(2);
        ingest.ingest(letter("deadLetterReplay", claim, "checkoutId", "c1"), "body".getBytes(UTF_8), "m3");
        assertThat(entries()).as("of this one: known").isEqualTo(2);
    }

    @Test
    void whatWasFiledBeforeThereWereDigestsIsKnownByItsBody() {
        Map<String, Object> letter = letter();
        ingest.ingest(letter, "body".getBytes(UTF_8), "m");
        jdbc.sql("update dead_letter set digest = null").update();
        ingest.ingest(letter, "body".getBytes(UTF_8), "m");
        assertThat(entries()).isEqualTo(1);
        ingest.ingest(letter, "another".getBytes(UTF_8), "m");
        assertThat(entries()).isEqualTo(2);
    }

    @Test
    void thatItWasCutIsFiledWithIt() throws Exception {
        ingest.ingest(
                letter("deadLetterBodyBytes", "100000", "deadLetterHeadersCut", "true"),
                "beginning".getBytes(UTF_8),
                "m");
        ingest.ingest(letter("deadLetterBodyBytes", "5"), "whole".getBytes(UTF_8), "m2");
        assertThat(new Entries(jdbc).page(Filter.ALL, null, 9).entries())
                .extracting(Entry::bodyBytes, Entry::headersCut)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, false),
                        org.assertj.core.groups.Tuple.tuple(100_000, true));
    }
}
