package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.NoticeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The notices in the database: those that wait, and what became of the others. */
@Component
class Outbox {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String DUE = "webhook = :webhook and state = 'WAITING' and due_at <= :now";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    Outbox(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** In the caller's transaction: where that is rolled back, nothing happened, and nothing is told. */
    static UUID add(JdbcClient jdbc, String webhook, NoticeEvent event, Facts facts) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into notice (id, webhook, event, facts, state, created_at, due_at)
                values (:id, :webhook, :event, :facts, 'WAITING', :now, :now)""")
                .param("id", id)
                .param("webhook", webhook)
                .param("event", event.name())
                .param("facts", facts.json())
                .param("now", DatabaseTime.now())
                .update();
        return id;
    }

    /**
     * What is to be sent now, the oldest first: as many as there is room for in this minute. Where more are due, all but the first of
     * them become one, which tells how many they are.
     *
     * @param rate notices a minute, at most
     */
    List<Notice> take(String webhook, int rate) {
        return transactions.execute(transaction -> {
            OffsetDateTime now = DatabaseTime.now();
            int sent = jdbc.sql("select count(*) from notice where webhook = :webhook and attempted_at > :since")
                    .param("webhook", webhook)
                    .param("since", now.minus(MINUTE))
                    .query(Integer.class)
                    .single();
            int room = rate - sent;
            if (room <= 0) {
                return List.of();
            }
            List<Notice> due = due(webhook, now, room + 1);
            if (due.size() <= room) {
                return due;
            }
            List<Notice> first = new ArrayList<>(due.subList(0, room - 1));
            sum(webhook, now, first.stream().map(Notice::id).toList());
            first.addAll(due(webhook, now, rate + 1).stream()
                    .filter(notice -> first.stream().noneMatch(each -> each.id().equals(notice.id())))
                    .limit(1)
                    .toList());
            return first;
        });
    }

    private List<Notice> due(String webhook, OffsetDateTime now, int limit) {
        return jdbc.sql("select id, event, facts, created_at, attempts from notice where " + DUE
                        + " order by seq limit :limit")
                .param("webhook", webhook)
                .param("now", now)
                .param("limit", limit)
                .query((row, number) -> new Notice(
                        row.getObject("id", UUID.class),
                        NoticeEvent.valueOf(row.getString("event")),
                        Facts.of(row.getString("facts")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getInt("attempts")))
                .list();
    }

    private void sum(String webhook, OffsetDateTime now, List<UUID> kept) {
        UUID sum = UUID.randomUUID();
        jdbc.sql("update notice set state = 'SUMMED', ended_at = :now, summed_in = :sum where " + DUE
                        + (kept.isEmpty() ? "" : " and id not in (:kept)"))
                .param("sum", sum)
                .param("webhook", webhook)
                .param("now", now)
                .param("kept", kept.isEmpty() ? List.of(sum) : kept)
                .update();
        Map<NoticeEvent, Long> counts = new EnumMap<>(NoticeEvent.class);
        jdbc.sql("select event, count(*) as n from notice where summed_in = ? and event <> 'MORE' group by event")
                .param(sum)
                .query(row -> {
                    counts.put(NoticeEvent.valueOf(row.getString("event")), row.getLong("n"));
                });
        jdbc.sql("select facts from notice where summed_in = ? and event = 'MORE'")
                .param(sum)
                .query(String.class)
                .list()
                .forEach(facts -> Sums.add(Facts.of(facts), counts));
        jdbc.sql("""
                insert into notice (id, webhook, event, facts, state, created_at, due_at)
                values (:id, :webhook, 'MORE', :facts, 'WAITING', :now, :now)""")
                .param("id", sum)
                .param("webhook", webhook)
                .param("facts", Sums.of(counts).json())
                .param("now", now)
                .update();
    }

    /** Writes down what came of an attempt. */
    void attempted(Notice notice, Attempt attempt) {
        OffsetDateTime now = DatabaseTime.now();
        boolean again = attempt.verdict() == Attempt.Verdict.RETRY;
        jdbc.sql(
                        "update notice set state = :state, attempts = attempts + 1, attempted_at = :now, due_at = :due, ended_at = "
                                + (again ? "null" : ":now") + " where id = :id and state = 'WAITING'")
                .param("state", again ? "WAITING" : attempt.verdict() == Attempt.Verdict.SENT ? "SENT" : "GIVEN_UP")
                .param("now", now)
                .param("due", now.plus(attempt.wait(notice.attempts())))
                .param("id", notice.id())
                .update();
    }

    /** Gives up what has waited since {@code before} or longer; how many. */
    int giveUp(String webhook, Instant before) {
        return jdbc.sql(
                        "update notice set state = 'GIVEN_UP', ended_at = :now where webhook = :webhook and state = 'WAITING' and created_at <= :before")
                .param("now", DatabaseTime.now())
                .param("webhook", webhook)
                .param("before", before.atOffset(java.time.ZoneOffset.UTC))
                .update();
    }

    /** How many wait, by webhook. */
    Map<String, Integer> waiting() {
        Map<String, Integer> waiting = new LinkedHashMap<>();
        jdbc.sql("select webhook, count(*) as n from notice where state = 'WAITING' group by webhook")
                .query(row -> {
                    waiting.put(row.getString("webhook"), row.getInt("n"));
                });
        return waiting;
    }
}
