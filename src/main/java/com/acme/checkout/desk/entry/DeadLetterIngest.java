package com.acme.checkout.desk.entry;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.desk.DeadLetterReceiver;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.guard.OutcomeGuard;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Files dead letters: each once, however often the broker gives it out, and two that differ never as one, whatever ids they
 * have. One that a replay came back as is filed with the entry that was replayed.
 */
// As the route names it.
@Component("desk")
public class DeadLetterIngest implements DeadLetterReceiver {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final History history;
    private final DeskMetrics tally;
    private final CauseRows causes;

    public DeadLetterIngest(
            JdbcClient jdbc, TransactionTemplate transactions, History history, DeskMetrics tally, Notices notices) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.tally = tally;
        this.causes = new CauseRows(jdbc, transactions, notices);
    }

    /**
     * Returns once the dead letter is committed and on the disk; fails where it can't be, and leaves it to the broker.
     *
     * @param messageId where it was, and the same for every delivery of this message; needed where it has no {@code deadLetterId}
     */
    public void ingest(Map<String, Object> headers, byte[] body, String messageId) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        DeadLetter letter = DeadLetter.of(headers, body, messageId, now);
        String fingerprint = letter.fingerprint();
        causes.file(letter, fingerprint);
        boolean isNew = Boolean.TRUE.equals(transactions.execute(transaction ->
                letter.replay() != null && failedAgain(letter, fingerprint, now) || insert(letter, fingerprint, now)));
        if (isNew) {
            tally.arrived(letter.reason(), 1);
        }
    }

    @Override
    public void file(
            Exchange exchange,
            @ExchangeProperty(BrokerDoor.HEADERS) Map<String, Object> headers,
            @ExchangeProperty(BrokerDoor.MESSAGE_ID) String messageId,
            @ExchangeProperty(BrokerDoor.SOURCE) String source) {
        ingest(headers, exchange.getMessage().getBody(byte[].class), source + ' ' + messageId);
        exchange.setProperty(OutcomeGuard.DONE, true);
    }

    /** False where the broker has given it out before. Another one under the same id gets an id of its own. */
    private boolean insert(DeadLetter letter, String fingerprint, OffsetDateTime now) {
        String digest = letter.digest();
        if (insert(letter, letter.id(), digest, fingerprint, now, letter.detail())) {
            return true;
        }
        if (same(letter, digest)) {
            return false;
        }
        UUID own = UUID.nameUUIDFromBytes((letter.id() + "\n" + digest).getBytes(StandardCharsets.UTF_8));
        return insert(letter, own, digest, fingerprint, now, "another entry has its deadLetterId, " + letter.id());
    }

    /** Whether what is filed under the letter's id is this letter; by its body, where it was filed before there were digests. */
    private boolean same(DeadLetter letter, String digest) {
        String filed = jdbc.sql("select digest from dead_letter where id = ?")
                .param(letter.id())
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
        return filed != null
                ? filed.equals(digest)
                : Arrays.equals(
                        letter.body(),
                        jdbc.sql("select p.body from dead_letter d join payload p on p.seq = d.seq where d.id = ?")
                                .param(letter.id())
                                .query(byte[].class)
                                .single());
    }

    private boolean insert(
            DeadLetter letter, UUID id, String digest, String fingerprint, OffsetDateTime now, String filed) {
        KeyHolder keys = new GeneratedKeyHolder();
        int rows = jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, detail, exception, status, attempts, first_at, last_at,
                    filed_at, changed_at, source, route, destination, checkout_id, cart_id, idempotency_key, traceparent, digest,
                    body_bytes, headers_cut)
                values (:id, 'OPEN', :fingerprint, :reason, :detail, :exception, :status, :attempts, :firstAt, :lastAt,
                    :now, :now, :source, :route, :destination, :checkoutId, :cartId, :idempotencyKey, :traceparent, :digest,
                    :bodyBytes, :headersCut)
                on conflict do nothing""")
                .param("id", id)
                .param("digest", digest)
                .param("fingerprint", fingerprint)
                .param("reason", letter.reason())
                .param("detail", letter.detail())
                .param("exception", letter.exception())
                .param("status", letter.status())
                .param("attempts", letter.attempts())
                .param("firstAt", letter.firstAt())
                .param("lastAt", letter.lastAt())
                .param("now", now)
                .param("source", letter.source())
                .param("route", letter.route())
                .param("destination", letter.destination())
                .param("checkoutId", letter.checkoutId())
                .param("cartId", letter.cartId())
                .param("idempotencyKey", letter.idempotencyKey())
                .param("traceparent", letter.traceparent())
                .param("bodyBytes", letter.bodyBytes())
                .param("headersCut", letter.headersCut())
                .update(keys, "seq");
        if (rows == 0) {
            return false;
        }
        Number seq = keys.getKey();
        jdbc.sql("insert into payload (seq, headers, body, attempt_log) values (:seq, :headers, :body, :log)")
                .param("seq", seq)
                .param("headers", letter.headers())
                .param("body", letter.body())
                .param("log", EntryPaths.column(letter.attemptLog()))
                .update();
        jdbc.sql("insert into search (seq, text) values (:seq, :text)")
                .param("seq", seq)
                .param("text", letter.searched())
                .update();
        EntryNames.add(jdbc, seq, id, letter);
        history.record(History.DESK, id, null, "FILED", filed);
        return true;
    }

    /** Anybody can write a claim on the queue: it is the entry's where it is of the same checkout, or has its very body. */
    private boolean cameBackAs(DeadLetter letter, Entry entry) {
        if (letter.checkoutId() != null && entry.checkoutId() != null) {
            return letter.checkoutId().equals(entry.checkoutId());
        }
        return jdbc.sql("select headers, body, repaired from payload where seq = ?")
                .param(entry.seq())
                .query((row, number) ->
                        new Payload(row.getString("headers"), row.getBytes("body"), row.getBytes("repaired")))
                .optional()
                .filter(payload -> Arrays.equals(payload.current(), letter.body()))
                .isPresent();
    }

    /** Whether the entry whose replay this is was found; what it came back as is then its newest failure. */
    private boolean failedAgain(DeadLetter letter, String fingerprint, OffsetDateTime now) {
        Claim claim = letter.replay();
        Entry entry = jdbc.sql("select " + Entries.COLUMNS + " from dead_letter d where d.id = ? for update")
                .param(claim.entry())
                .query((row, number) -> Entries.entry(row))
                .optional()
                .orElse(null);
        if (entry == null || !cameBackAs(letter, entry)) {
            return false;
        }
        boolean claimed =
                entry.state() == EntryState.REPLAYING && claim.replay().equals(entry.replay());
        int first = jdbc.sql("insert into failure (id, dead_letter, at) values (?, ?, ?) on conflict do nothing")
                .param(letter.id())
                .param(claim.entry())
                .param(now)
                .update();
        if (first == 0 || !claimed) {
            // Given out before, or late: what has become of the entry is known already.
            return true;
        }
        jdbc.sql("""
                update dead_letter set state = 'FAILED_AGAIN', failures = failures + 1, fingerprint = :fingerprint, reason = :reason,
                    detail = :detail, exception = :exception, status = :status, attempts = least(attempts + :attempts, 999999999), last_at = :lastAt,
                    changed_at = :now, route = :route, destination = :destination
                where id = :id""")
                .param("fingerprint", fingerprint)
                .param("reason", letter.reason())
                .param("detail", letter.detail())
                .param("exception", letter.exception())
                .param("status", letter.status())
                .param("attempts", letter.attempts())
                .param("lastAt", letter.lastAt())
                .param("now", now)
                .param("route", letter.route())
                .param("destination", letter.destination())
                .param("id", claim.entry())
                .update();
        // Found by what it failed of now as well.
        jdbc.sql(
                        "update search set text = left(:more || text, 1000000) where seq = (select seq from dead_letter where id = :id)")
                .param("more", letter.searchedOfFailure())
                .param("id", claim.entry())
                .update();
        jdbc.sql(
                        "update operation_entry set state = 'FAILED_AGAIN', detail = :detail, attempt_log = :log where operation = :operation and dead_letter = :id")
                .param("detail", letter.reason() + ": " + letter.detail())
                .param("log", EntryPaths.column(letter.attemptLog()))
                .param("operation", claim.replay())
                .param("id", claim.entry())
                .update();
        history.record(
                History.DESK, claim.entry(), claim.replay(), "FAILED_AGAIN", letter.reason() + ": " + letter.detail());
        tally.replayed(DeskMetrics.FAILED_AGAIN, 1);
        return true;
    }
}
