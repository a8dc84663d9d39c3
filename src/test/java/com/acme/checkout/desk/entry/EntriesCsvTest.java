package com.acme.checkout.desk.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Filter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a spreadsheet makes of entries: each its line, each value its cell. */
class EntriesCsvTest {

    @Test
    void eachEntryThatTheFilterLetsThroughIsALine() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        JdbcClient jdbc = JdbcClient.create(database);
        DeadLetterIngest ingest = new DeadLetterIngest(
                jdbc,
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                TestDatabase.part(History.class, jdbc),
                TestDatabase.part(DeskMetrics.class, new SimpleMeterRegistry()),
                new Notices(jdbc, TestSettings.webhooks()));
        for (int i = 0; i < 1001; i++) {
            ingest.ingest(
                    Map.of(
                            "deadLetterId",
                            UUID.randomUUID().toString(),
                            "deadLetterReason",
                            i == 0 ? "INTERNAL" : "INVALID",
                            "deadLetterDetail",
                            "=HYPERLINK(\"http://evil.example\")",
                            "cartId",
                            "c" + i),
                    "{}".getBytes(UTF_8),
                    "m" + i);
        }
        StringWriter out = new StringWriter();
        new EntriesCsv(new Entries(jdbc)).write(Filter.of(Map.of("reason", List.of("INVALID"))), out);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(1001).doesNotHaveDuplicates();
        assertThat(lines.get(0))
                .startsWith("id,state,reason,detail,exception,status,")
                .endsWith(",fingerprint");
        assertThat(lines.get(1)).contains(",OPEN,INVALID,\"'=HYPERLINK(\"\"http://evil.example\"\")\",,,0,", ",c1000,");
        assertThat(lines.get(1000)).contains(",c1,");
    }
}
