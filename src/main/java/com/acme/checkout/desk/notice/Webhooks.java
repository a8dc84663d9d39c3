package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.WebhookProperties.Webhook;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the database knows of each webhook: who sends to it now, and what came of it last. */
@Component
class Webhooks {

    /** Longer than one message takes: it is renewed before each. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;

    Webhooks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How it is with one.
     *
     * @param off since when nothing is sent to it, because it answered 410; null where it is on
     * @param failing the first failure after the last success; null where the last attempt was one
     * @param last the last attempt; null where there was none
     * @param result of that, for a person
     */
    record Status(Instant off, Instant failing, Instant last, String result) {}

    /** Makes a row for it. Where its URL has changed, what was known is forgotten. */
    void known(String name, Webhook webhook, boolean alone) {
        String target = UUID.nameUUIDFromBytes(webhook.url().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        jdbc.sql("insert into webhook (name, target) values (?, ?) on conflict do nothing")
                .param(name)
                .param(target)
                .update();
        jdbc.sql(
                        "update webhook set target = :target, off_at = null, failing_at = null, last_at = null, last_result = null where name = :name and target <> :target")
                .param("target", target)
                .param("name", name)
                .update();
        if (alone) {
            // Nobody else can have this database open: whoever held a lease is dead.
            jdbc.sql("update webhook set leased_till = null where name = ?")
                    .param(name)
                    .update();
        }
    }

    /** Whether {@code node} alone may send to it for a while from now. */
    boolean lease(String name, String node) {
        OffsetDateTime now = DatabaseTime.now();
        return jdbc.sql(
                                "update webhook set node = :node, leased_till = :till where name = :name and (node = :node or leased_till is null or leased_till < :now)")
                        .param("node", node)
                        .param("till", now.plus(LEASE))
                        .param("name", name)
                        .param("now", now)
                        .update()
                > 0;
    }

    /** Lets another one send to it. */
    void release(String name, String node) {
        jdbc.sql("update webhook set leased_till = null where name = ? and node = ?")
                .param(name)
                .param(node)
                .update();
    }

    /** Writes down what came of an attempt. A success turns on again what was off. */
    void attempted(String name, Attempt attempt) {
        boolean sent = attempt.verdict() == Attempt.Verdict.SENT;
        jdbc.sql("update webhook set last_at = :now, last_result = :result, failing_at = "
                        + (sent ? "null" : "coalesce(failing_at, :now)")
                        + (sent
                                ? ", off_at = null"
                                : attempt.verdict() == Attempt.Verdict.OFF ? ", off_at = coalesce(off_at, :now)" : "")
                        + " where name = :name")
                .param("now", DatabaseTime.now())
                .param("result", attempt.result())
                .param("name", name)
                .update();
    }

    /** By name. */
    Map<String, Status> all() {
        Map<String, Status> all = new LinkedHashMap<>();
        jdbc.sql("select name, off_at, failing_at, last_at, last_result from webhook order by name")
                .query(row -> {
                    all.put(
                            row.getString("name"),
                            new Status(
                                    instant(row, "off_at"),
                                    instant(row, "failing_at"),
                                    instant(row, "last_at"),
                                    row.getString("last_result")));
                });
        return all;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
