package com.acme.checkout.desk.cause;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.entry.DeadLetterIngest;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Filter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Entries are of one cause where they failed alike on the way to one destination, and what differs among them is told as such. */
class CausesTest {

    private JdbcClient jdbc;
    private DeadLetterIngest ingest;
    private Causes causes;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        causes = new Causes(jdbc);
        ingest = new DeadLetterIngest(
                jdbc,
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                new History(jdbc),
                new DeskMetrics(new SimpleMeterRegistry()),
                new Notices(jdbc, TestSettings.webhooks()));
    }

    private void file(String... said) {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "deadLetterId", UUID.randomUUID().toString(),
                "deadLetterReason", "EXHAUSTED",
                "deadLetterRoute", "attempt",
                "deadLetterDestination", "standard",
                "deadLetterException", "java.net.ConnectException: Connection refused"));
        for (int i = 0; i < said.length; i += 2) {
            headers.put("deadLetter" + said[i], said[i + 1]);
        }
        ingest.ingest(headers, "{}".getBytes(UTF_8), UUID.randomUUID().toString());
    }

    private List<Cause> all() {
        return causes.list(Filter.ALL);
    }

    @Test
    void whatFailedAlikeForTwoDestinationsIsOfTwoCauses() {
        file();
        file();
        file("Destination", "promotion");
        assertThat(all())
                .extracting(Cause::destination, Cause::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("standard", 2L),
                        org.assertj.core.groups.Tuple.tuple("promotion", 1L));
    }

    @Test
    void unexpectedFailuresDifferByTheirExceptionTheirRouteAndTheirStep() {
        file(
                "Reason",
                "INTERNAL",
                "Exception",
                "java.lang.IllegalStateException: no 1",
                "Step",
                "route settle, step a");
        file(
                "Reason",
                "INTERNAL",
                "Exception",
                "java.lang.IllegalStateException: no 2",
                "Step",
                "route settle, step a");
        file(
                "Reason",
                "INTERNAL",
                "Exception",
                "java.lang.IllegalStateException: no 1",
                "Step",
                "route settle, step b");
        file("Reason", "INTERNAL", "Exception", "java.lang.NullPointerException", "Step", "route settle, step a");
        file("Reason", "INTERNAL", "Exception", "java.lang.NullPointerException", "Route", "other");
        assertThat(all()).hasSize(4);
        assertThat(all().get(0).count()).isEqualTo(2);
        assertThat(all().get(0).line()).isEqualTo("IllegalStateException: no <n>");
        assertThat(all().get(0).step()).isEqualTo("route settle, step a");
    }

    @Test
    void detailsThatDifferAreTheLatestAndHowManyThereAre() {
        file("Detail", "not started after 3 attempts");
        file("Detail", "not started after 3 attempts");
        assertThat(all().get(0).detailWords()).isEqualTo("not started after 3 attempts");
        file("Detail", "not started after 4 attempts");
        file("Detail", "not started after 5 attempts");
        assertThat(all().get(0).details()).isEqualTo(3);
        assertThat(all().get(0).detailWords())
                .isEqualTo("3 different details; the latest: not started after 5 attempts");
    }

    @Test
    void detailsAreCountedUpToAHundred() {
        for (int i = 0; i < 105; i++) {
            file("Detail", i + " " + "😀".repeat(100));
        }
        assertThat(all().get(0).details()).isEqualTo(Cause.MOST_DETAILS);
        assertThat(all().get(0).detailWords()).startsWith("100 or more different details; the latest: ");
    }

    @Test
    void theOldestIsByItsFailureAndNotByItsFiling() {
        file("FirstAt", "2026-01-31T12:00:00Z", "LastAt", "2026-01-31T12:30:00Z");
        file("FirstAt", "2026-02-01T12:00:00Z", "LastAt", "2026-02-01T12:30:00Z");
        assertThat(all().get(0).oldest()).isEqualTo("2026-01-31T12:00:00Z");
        jdbc.sql(
                        "update dead_letter set state = 'RESOLVED' where first_at < cast('2026-02-01 00:00:00Z' as timestamp with time zone)")
                .update();
        assertThat(all().get(0).oldest()).isEqualTo("2026-02-01T12:00:00Z");
        assertThat(all().get(0).byState()).isEqualTo(Map.of("OPEN", 1L, "RESOLVED", 1L));
    }

    @Test
    void whatWasFiledBeforeKeepsItsCauseWithItsDetailsAndDestinations() {
        for (String destination : List.of("standard", "promotion", "")) {
            jdbc.sql("""
                    insert into dead_letter (id, state, fingerprint, reason, detail, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)
                    values (random_uuid(), 'OPEN', :cause, 'EXHAUSTED', 'd', 0, now(), now(), now(), now(), 's', 'r', :destination)""")
                    .param("cause", "a".repeat(32))
                    .param("destination", destination)
                    .update();
        }
        jdbc.sql(
                        "insert into cause (fingerprint, reason, route, exception, detail) values (:cause, 'EXHAUSTED', 'r', '', 'd')")
                .param("cause", "a".repeat(32))
                .update();
        Cause cause = all().get(0);
        assertThat(cause.destination()).isNull();
        assertThat(cause.byDestination()).isEqualTo(Map.of("promotion", 1L, "standard", 1L));
        assertThat(cause.detailWords()).isEqualTo("d");
    }

    @Test
    void arrivalsAreOfTheLastDayByTheHour() {
        Instant now = Instant.parse("2026-02-01T12:30:00Z");
        for (String at : List.of(
                "2026-01-31T12:59:59Z", "2026-01-31T13:00:00Z", "2026-02-01T12:10:00Z", "2026-02-01T12:20:00Z")) {
            file("FirstAt", at, "LastAt", at);
        }
        long[] hours = causes.arrivals(Filter.ALL, now).get(all().get(0).fingerprint());
        assertThat(hours).hasSize(24).startsWith(1, 0).endsWith(0, 2);
        assertThat(Sparkline.of(hours, now).bars()).hasSize(2).last().isEqualTo(new Sparkline.Bar(69, 0, 18));
        assertThat(Sparkline.of(hours, now).spoken())
                .isEqualTo("3 in the last 24 h, most of them (2) in the hour from 12:00 UTC, 2 in this hour");
        Filter resolved = Filter.ALL.with(Set.of(EntryState.RESOLVED.name()), null);
        assertThat(causes.arrivals(resolved, now)).isEmpty();
        assertThat(Sparkline.of(null, now)).isEqualTo(new Sparkline(List.of(), "none in the last 24 h"));
    }

    @Test
    void anHourIsOneOfUtcInWhicheverZoneItsTimeWasWritten() {
        Instant now = Instant.parse("2026-02-01T12:30:00Z");
        file();
        jdbc.sql("update dead_letter set last_at = cast('2026-02-01 17:10:00+05:30' as timestamp with time zone)")
                .update();
        long[] hours = causes.arrivals(Filter.ALL, now).get(all().get(0).fingerprint());
        assertThat(hours).endsWith(1, 0);
    }
}
