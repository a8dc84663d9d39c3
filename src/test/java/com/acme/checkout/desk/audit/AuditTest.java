package com.acme.checkout.desk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is written of the operators' actions. */
class AuditTest {

    private record Selected(List<UUID> ids, String cause) {}

    private final JdbcDataSource database = new JdbcDataSource();
    private Audit audit;

    @BeforeEach
    void open() {
        database.setUrl(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/desk")
                .load()
                .migrate();
        audit = new Audit(JdbcClient.create(database));
    }

    @Test
    void aLineComesBackAsItWasWritten() {
        UUID replay = UUID.randomUUID();
        audit.record("alice", "REPLAY", new Selected(null, "abc"), 3, replay, "50 a second");
        audit.record("bob", "NOTE", null, null, null, null);
        Audit.Line line = audit.latest(by("alice"), null, 10).lines().get(0);
        assertThat(line.selection()).hasToString("{\"cause\":\"abc\"}");
        assertThat(line)
                .extracting(
                        Audit.Line::actor,
                        Audit.Line::action,
                        Audit.Line::count,
                        Audit.Line::replay,
                        Audit.Line::detail)
                .containsExactly("alice", "REPLAY", 3, replay, "50 a second");
        assertThat(audit.latest(AuditFilter.ALL, null, 10).lines())
                .extracting(Audit.Line::actor)
                .containsExactly("bob", "alice");
    }

    @Test
    void ofManyIdsTheFirstAreKept() {
        audit.record(
                "alice",
                "DISCARD",
                new Selected(
                        IntStream.range(0, 1000)
                                .mapToObj(i -> UUID.randomUUID())
                                .toList(),
                        null),
                1000,
                null,
                null);
        Audit.Line line = audit.latest(AuditFilter.ALL, null, 1).lines().get(0);
        assertThat(line.selection().get("ids")).hasSize(50);
        assertThat(line.selection().get("more").asInt()).isEqualTo(950);
    }

    @Test
    void whatIsRolledBackWasNeverDone() {
        new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult(status -> {
            audit.record("alice", "DISCARD", null, 1, null, null);
            status.setRollbackOnly();
        });
        assertThat(audit.latest(AuditFilter.ALL, null, 1).lines()).isEmpty();
    }

    @Test
    void pagesFollowOneAnotherToTheEnd() {
        IntStream.range(0, 5).forEach(i -> audit.record("alice", "NOTE", null, i, null, "x".repeat(2000)));
        Audit.Lines first = audit.latest(AuditFilter.ALL, null, 3);
        assertThat(first.lines()).extracting(Audit.Line::count).containsExactly(4, 3, 2);
        Audit.Lines second = audit.latest(AuditFilter.ALL, first.next(), 3);
        assertThat(second.lines()).extracting(Audit.Line::count).containsExactly(1, 0);
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> audit.latest(AuditFilter.ALL, "x", 3)).isInstanceOf(IllegalArgumentException.class);
    }

    private static AuditFilter by(String actor) {
        return AuditFilter.of(actor, null, null, null, null);
    }

    @Test
    void aLineIsFoundByWhoWhatWhenAndItsReplay() {
        UUID replay = UUID.randomUUID();
        audit.record("alice", "REPLAY", null, 3, replay, null);
        audit.record("alice", "NOTE", null, 1, null, null);
        audit.record("bob", "CANCEL", null, 2, replay, null);
        assertThat(actions(null, "REPLAY", null, null, null)).containsExactly("REPLAY");
        assertThat(actions(null, null, null, null, replay.toString().toUpperCase()))
                .containsExactly("CANCEL", "REPLAY");
        assertThat(actions("alice", null, "2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", null))
                .containsExactly("NOTE", "REPLAY");
        assertThat(actions(null, null, "2999-01-01T00:00:00Z", null, null)).isEmpty();
        assertThat(actions(null, null, null, "2001-01-01T00:00:00Z", null)).isEmpty();
    }

    private List<String> actions(String actor, String action, String from, String to, String replay) {
        return audit.latest(AuditFilter.of(actor, action, from, to, replay), null, 10).lines().stream()
                .map(Audit.Line::action)
                .toList();
    }

    /** All that the filter lets through, however many pages of the list that is. */
    @Test
    void theListIsExportedWholeAndNoCellIsAFormula() throws Exception {
        IntStream.range(0, 1001).forEach(i -> audit.record("alice", "NOTE", null, i, null, null));
        audit.record("=cmd()", "DISCARD", new Selected(null, "a,b"), 3, UUID.randomUUID(), "-1+1");
        AuditExport export = new AuditExport(
                audit,
                new ObjectMapper().findAndRegisterModules().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS));
        StringWriter csv = new StringWriter();
        export.csv(AuditFilter.ALL, csv);
        List<String> lines = csv.toString().lines().toList();
        assertThat(lines).hasSize(1003).doesNotHaveDuplicates();
        assertThat(lines.get(0)).isEqualTo("id,at,actor,action,count,operation,discard,detail,selection");
        assertThat(lines.get(1)).contains(",'=cmd(),DISCARD,3,", ",,'-1+1,\"{\"\"cause\"\":\"\"a,b\"\"}\"");
        assertThat(lines.get(1002)).endsWith(",alice,NOTE,0,,,,");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        export.ndjson(by("=cmd()"), bytes);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> {
                    JsonNode told = new ObjectMapper().readTree(line);
                    assertThat(told.path("selection").path("cause").asText()).isEqualTo("a,b");
                    assertThat(told.path("detail").asText()).isEqualTo("-1+1");
                });
    }

    /** Whatever a page or a webhook writes down can be asked for. */
    @Test
    void eachActionThatIsWrittenDownIsAFilter() throws IOException {
        Pattern action = Pattern.compile("audit\\.record\\([^;]*?\"([A-Z_]{4,})\"");
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                action.matcher(Files.readString(file)).results().forEach(found -> written.add(found.group(1)));
            }
        }
        assertThat(written).contains("NOTE", "EXPORT", "SAVE_FILTER");
        // Written by way of another method.
        written.addAll(List.of("ASSIGN", "SNOOZE", "WAKE"));
        assertThat(AuditFilter.ACTIONS).containsAll(written);
    }

    @Test
    void aFilterGoesIntoAnAddressAndItsTimesAreThoseOfEachOther() {
        assertThat(AuditFilter.ALL.toQuery()).isEmpty();
        assertThat(AuditFilter.of("a&b", "NOTE", "2026-01-31t12:00:00z", null, null)
                        .toQuery())
                .isEqualTo("?actor=a%26b&action=NOTE&from=2026-01-31T12%3A00%3A00Z");
        assertThatThrownBy(() -> AuditFilter.of(null, null, null, "+1000000-01-01T00:00:00Z", null))
                .hasMessage("to must be in the years 1 to 9999.");
    }

    @ParameterizedTest
    @CsvSource({"DANCE,,", ",yesterday,", ",,not-an-id"})
    void aValueThatIsNoneIsRefused(String action, String from, String replay) {
        assertThatThrownBy(() -> AuditFilter.of(null, action, from, null, replay))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
