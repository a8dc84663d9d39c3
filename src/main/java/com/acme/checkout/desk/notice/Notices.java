package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.NoticeEvent;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.desk.page.Words;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What other features tell the webhooks. Each method writes, in the caller's transaction, one notice for each webhook that hears of such
 * an event; it sends nothing. Without webhooks each does nothing.
 */
@Component
public class Notices {

    private static final Words WORDS = new Words();

    private final JdbcClient jdbc;
    private final WebhookProperties settings;

    public Notices(JdbcClient jdbc, WebhookProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * A dead letter has been looked at for its cause.
     *
     * @param rows how many rows of causes that made: none where the cause was known
     * @param exception normalised, as causes keep it
     */
    public void cause(int rows, String fingerprint, String reason, String route, Integer status, String exception) {
        if (rows == 0 || isSilent(NoticeEvent.NEW_CAUSE)) {
            return;
        }
        String where = Cleaned.text(route);
        String what = Cleaned.text(exception);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("fingerprint", fingerprint);
        data.put("reason", reason);
        data.put("route", where);
        List<String> lines = new ArrayList<>(List.of("Reason: " + reason + ", route: " + where));
        if (status != null) {
            data.put("status", status);
            lines.add("The Orchestrator answered " + status + ".");
        }
        if (what != null && !what.isBlank()) {
            data.put("exception", what);
            lines.add("Exception: " + what);
        }
        add(
                NoticeEvent.NEW_CAUSE,
                new Facts(
                        "New cause of dead letters: "
                                + WORDS.plain(reason, status, null, exception).title(),
                        lines,
                        fingerprint,
                        "/entries?cause=" + fingerprint,
                        data));
    }

    /** A replay has paused by itself; {@code why} in words of the desk's own. */
    public void paused(UUID replay, String why) {
        replay(NoticeEvent.REPLAY_PAUSED, "A replay paused by itself", replay, ReplayState.PAUSED, why);
    }

    /** A replay has ended; {@code why} is told of one that stopped at its canary, and of no other: it may name an operator. */
    public void ended(UUID replay, ReplayState state, String why) {
        if (state == ReplayState.STOPPED) {
            replay(NoticeEvent.REPLAY_STOPPED, "A replay stopped at its canary", replay, state, why);
        } else {
            replay(NoticeEvent.REPLAY_ENDED, "A replay is " + state.label(), replay, state, null);
        }
    }

    private void replay(NoticeEvent event, String title, UUID replay, ReplayState state, String why) {
        if (isSilent(event)) {
            return;
        }
        Map<String, Long> found = new LinkedHashMap<>();
        jdbc.sql("select state, count(*) as n from operation_entry where operation = ? group by state")
                .param(replay)
                .query(row -> {
                    found.put(row.getString("state"), row.getLong("n"));
                });
        Map<String, Object> counts = new LinkedHashMap<>();
        long total = jdbc.sql("select total from operation where id = ?")
                .param(replay)
                .query(Long.class)
                .optional()
                .orElse(0L);
        long sent = Stream.of("RESOLVED", "FAILED_AGAIN", "REFUSED", "SENT")
                .mapToLong(each -> found.getOrDefault(each, 0L))
                .sum();
        counts.put("total", total);
        counts.put("resolved", found.getOrDefault("RESOLVED", 0L));
        counts.put("failedAgain", found.getOrDefault("FAILED_AGAIN", 0L));
        counts.put("refused", found.getOrDefault("REFUSED", 0L));
        counts.put("underway", found.getOrDefault("SENT", 0L));
        // What many are begun with may not be claimed yet.
        counts.put("notSent", Math.max(0, total - sent));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("replay", replay.toString());
        data.put("state", state.name());
        data.put("counts", counts);
        List<String> lines = new ArrayList<>(List.of("Of " + counts.get("total") + " entries: " + counts.get("resolved")
                + " resolved, " + counts.get("failedAgain") + " failed again, " + counts.get("refused") + " refused, "
                + counts.get("underway") + " under way, " + counts.get("notSent") + " not sent."));
        if (why != null) {
            data.put("why", why);
            lines.add("Why: " + why);
        }
        add(event, new Facts(title, lines, replay.toString(), "/replays/" + replay, data));
    }

    /** So many entries were discarded. The reason is not told: an operator wrote it. */
    public void discarded(int count) {
        if (count > 0 && !isSilent(NoticeEvent.DISCARDED)) {
            add(
                    NoticeEvent.DISCARDED,
                    new Facts(
                            count + (count == 1 ? " entry was discarded" : " entries were discarded"),
                            List.of(),
                            null,
                            "/entries?state=DISCARDED",
                            Map.of("count", count)));
        }
    }

    /** Deletes what was sent or given up before {@code before}, and what waits for a webhook that nobody sends to. */
    public void deleteEnded(Instant before) {
        jdbc.sql(
                        "delete from notice where ended_at < :before or (state = 'WAITING' and created_at < :before and created_at < :dead)")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param(
                        "dead",
                        Instant.now().minus(Attempt.LONGEST.multipliedBy(2)).atOffset(ZoneOffset.UTC))
                .update();
    }

    private boolean isSilent(NoticeEvent event) {
        return settings.webhooks().values().stream().noneMatch(webhook -> webhook.hears(event));
    }

    private void add(NoticeEvent event, Facts facts) {
        settings.webhooks().forEach((name, webhook) -> {
            if (webhook.hears(event)) {
                Outbox.add(jdbc, name, event, facts);
            }
        });
    }
}
