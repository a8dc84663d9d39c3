package com.acme.checkout.desk.cause;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.selection.Filter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that was filled before causes had a destination keeps its entries and their causes. */
class CauseMigrationTest {

    private static final String CAUSE = "c".repeat(32);

    private final JdbcDataSource database = new JdbcDataSource();
    private JdbcClient jdbc;

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/desk")
                .target(version)
                .load()
                .migrate();
    }

    private void entry(String destination, String detail) {
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, detail, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)
                values (random_uuid(), 'OPEN', :cause, 'EXHAUSTED', :detail, 0, now(), now(), now(), now(), 's', 'attempt', :destination)""")
                .param("cause", CAUSE)
                .param("detail", detail)
                .param("destination", destination)
                .update();
    }

    @Test
    void aFilledDatabaseKeepsItsCausesAndCountsTheirDetails() {
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        jdbc = JdbcClient.create(database);
        migrate("5");
        jdbc.sql(
                        "insert into cause (fingerprint, reason, route, exception, detail) values (:cause, 'EXHAUSTED', 'attempt', 'x', 'first')")
                .param("cause", CAUSE)
                .update();
        entry("standard", "first");
        entry("standard", "first");
        entry("promotion", null);
        for (int i = 0; i < 150; i++) {
            entry("standard", "number " + i);
        }
        migrate("latest");
        List<Cause> causes = new Causes(jdbc).list(Filter.ALL);
        assertThat(causes).hasSize(1);
        Cause cause = causes.get(0);
        assertThat(cause.fingerprint()).isEqualTo(CAUSE);
        assertThat(cause.destination()).isNull();
        assertThat(cause.details()).isEqualTo(Cause.MOST_DETAILS);
        assertThat(cause.byDestination()).isEqualTo(Map.of("promotion", 1L, "standard", 152L));
        assertThat(cause.owner()).isNull();
        assertThat(cause.snoozed()).isFalse();
    }
}
