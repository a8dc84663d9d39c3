package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Previews;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts that replays are made of, on one database. */
final class TestReplays {

    final JdbcClient jdbc;
    final TransactionTemplate transactions;
    final History history;
    final Audit audit;
    final Previews previews;
    final DeskMetrics tally = part(DeskMetrics.class, new SimpleMeterRegistry());
    final ReplayReader reader;
    final Replays replays;
    final ReplayControl control;

    TestReplays(DataSource database, Notices notices) {
        jdbc = JdbcClient.create(database);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
        history = part(History.class, jdbc);
        audit = part(Audit.class, jdbc);
        previews = new Previews(
                jdbc,
                JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build());
        reader = new ReplayReader(jdbc);
        ReplayPreparation preparation = new ReplayPreparation(jdbc, history, previews, tally);
        replays = new Replays(jdbc, transactions, history, audit, previews, preparation, reader);
        control = new ReplayControl(
                jdbc, transactions, history, audit, preparation, new ReplayDestinations(jdbc), reader, notices);
    }

    private static <T> T part(Class<T> type, Object argument) {
        try {
            return TestDatabase.part(type, argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
