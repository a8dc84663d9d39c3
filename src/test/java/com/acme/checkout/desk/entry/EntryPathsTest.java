package com.acme.checkout.desk.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The path of an entry, from the header of its dead letter to the table of its page and the API's answer. */
class EntryPathsTest {

    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");
    private static final UUID ID = UUID.randomUUID();
    private static final UUID REPLAY = UUID.randomUUID();

    private JdbcClient jdbc;
    private DeadLetterIngest ingest;
    private Entries entries;
    private History history;
    private EntryPaths paths;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        history = new History(jdbc);
        entries = new Entries(jdbc);
        paths = new EntryPaths(jdbc);
        ingest = new DeadLetterIngest(
                jdbc,
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                history,
                new DeskMetrics(new SimpleMeterRegistry()),
                new Notices(jdbc, TestSettings.webhooks()));
    }

    private static AttemptLog log(int... numbers) {
        return new AttemptLog(
                AT,
                IntStream.of(numbers)
                        .mapToObj(number -> new AttemptLog.Attempt(
                                number,
                                AT.plusSeconds(10L * number),
                                number == 1 ? null : 503,
                                number == 1 ? "timeout" : null,
                                1500,
                                number == 2,
                                number == 5 ? 2 : 1))
                        .toList());
    }

    private void file(String log, int attempts, String... others) {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "deadLetterId",
                ID.toString(),
                "deadLetterReason",
                "EXHAUSTED",
                "deadLetterDetail",
                "not started",
                "deadLetterSource",
                "checkout.commands",
                "deadLetterDestination",
                "standard",
                "deadLetterAttempts",
                "" + attempts,
                "checkoutId",
                "c1"));
        if (log != null) {
            headers.put("deadLetterAttemptLog", log);
        }
        for (int i = 0; i < others.length; i += 2) {
            headers.put(others[i], others[i + 1]);
        }
        ingest.ingest(headers, "{}".getBytes(UTF_8), "m");
    }

    private void replayed() {
        OffsetDateTime at = AT.plusSeconds(3600).atOffset(ZoneOffset.UTC);
        jdbc.sql("insert into operation (id, state, actor, created_at, changed_at, selection, rate, canary, total) "
                        + "values (?, 'RUNNING', 'alice', ?, ?, '{}', 1, 0, 1)")
                .param(REPLAY)
                .param(at)
                .param(at)
                .update();
        jdbc.sql(
                        "insert into operation_entry (operation, position, dead_letter, state, sent_at) values (?, 1, ?, 'SENT', ?)")
                .param(REPLAY)
                .param(ID)
                .param(at)
                .update();
        jdbc.sql("update dead_letter set state = 'REPLAYING', operation = ?")
                .param(REPLAY)
                .update();
    }

    private List<PathTable.Row> rows() {
        return PathTable.of(entries.find(ID).orElseThrow(), paths.of(ID, history.of(ID)), history.of(ID));
    }

    @Test
    void theTableGoesFromTheDoorToTheDeadLetter() {
        file(log(1, 2, 5).json(), 6);
        assertThat(rows())
                .extracting(PathTable.Row::step, PathTable.Row::what, PathTable.Row::took, PathTable.Row::waited)
                .containsExactly(
                        tuple("Received", "at checkout.commands", null, null),
                        tuple("Rules", "picked the destination standard", null, null),
                        tuple("Attempt 1", "no answer: timeout", "1.5 s", "10.0 s"),
                        tuple("Attempt 2", "HTTP 503", "1.5 s", "8.5 s, parked on the broker"),
                        tuple("Attempts", "2 attempts here are not kept", null, null),
                        tuple("Attempt 5", "HTTP 503; 2 calls: the connection had been closed", "1.5 s", null),
                        tuple("Attempts", "1 attempt here is not kept", null, null),
                        tuple("Dead letter", "EXHAUSTED: not started", null, null));
        assertThat(rows().get(0).at()).isEqualTo(AT);
        assertThat(rows().get(2).at()).isEqualTo(AT.plusSeconds(10));
    }

    @Test
    void aDeadLetterWithoutALogOrWithABadOneIsFiledWithoutIt() {
        for (String log : new String[] {null, "NaN", "x".repeat(10_000), "\0{"}) {
            jdbc.sql("delete from dead_letter").update();
            file(log, 3);
            assertThat(paths.of(ID, history.of(ID))).isEqualTo(new EntryPath(null, List.of(), List.of()));
            assertThat(rows())
                    .extracting(PathTable.Row::what)
                    .containsSequence("picked the destination standard", "3 attempts here are not kept");
        }
    }

    @Test
    void aReplayThatFailsAgainHasItsOwnAttempts() {
        file(log(1, 2).json(), 2);
        replayed();
        file(
                log(1).json(),
                1,
                "deadLetterReplay",
                new Claim(REPLAY, ID).toString(),
                "deadLetterId",
                UUID.randomUUID().toString(),
                "deadLetterDetail",
                "not started either");
        assertThat(rows())
                .extracting(PathTable.Row::step, PathTable.Row::what, PathTable.Row::replay)
                .containsExactly(
                        tuple("Received", "at checkout.commands", null),
                        tuple("Rules", "picked the destination standard", null),
                        tuple("Attempt 1", "no answer: timeout", null),
                        tuple("Attempt 2", "HTTP 503", null),
                        tuple("Dead letter", "not started", null),
                        tuple("Replay", "begun by alice", REPLAY),
                        tuple("Attempt 1", "no answer: timeout", null),
                        tuple("Dead letter again", "failed again: EXHAUSTED: not started either", null));
        assertThat(rows().get(7).at()).as("when it was known").isNotNull();
    }

    @Test
    void theApiHasThePathBesideTheEntry() throws Exception {
        file(log(1, 2).json(), 2);
        replayed();
        JsonNode answer = new ObjectMapper()
                .readTree(MvcConfiguration.strictJson()
                        .writeValueAsString(
                                new EntryPath.WithEntry(entries.find(ID).orElseThrow(), paths.of(ID, history.of(ID)))));
        assertThat(answer.path("attempts").asInt()).isEqualTo(2);
        assertThat(answer.path("receivedAt").asText()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(answer.path("attemptLog").path(0).toString())
                .isEqualTo(
                        "{\"number\":1,\"at\":\"2026-01-31T12:00:10Z\",\"failure\":\"timeout\",\"ms\":1500,\"waitedMs\":10000,\"parked\":false}");
        assertThat(answer.path("replays").path(0).toString())
                .isEqualTo(
                        "{\"operation\":\"" + REPLAY
                                + "\",\"actor\":\"alice\",\"at\":\"2026-01-31T13:00:00Z\",\"state\":\"SENT\",\"attemptLog\":[]}");
    }

    @Test
    void lengthsAreOfTheirSize() {
        assertThat(List.of(0L, 999L, 1000L, 59_999L, 600_000L).stream().map(PathTable::length))
                .containsExactly("0 ms", "999 ms", "1.0 s", "59.9 s", "10 min");
    }
}
