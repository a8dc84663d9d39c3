package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.cause.Cause;
import com.acme.checkout.desk.notice.Notices;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes which causes there are, and how many different details their entries have. Each is written when it is first seen: an entry
 * whose cause and detail are known costs no statement, and no row is shared by those that file at once.
 */
final class CauseRows {

    /** Characters of a detail that tell it from another. */
    private static final int TOLD = 200;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Notices notices;
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    CauseRows(JdbcClient jdbc, TransactionTemplate transactions, Notices notices) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.notices = notices;
    }

    /** Returns once the letter's cause is in the database; what fails is tried again with the next letter of this cause. */
    void file(DeadLetter letter, String fingerprint) {
        Set<String> details = known.get(fingerprint);
        if (details == null) {
            transactions.executeWithoutResult(transaction -> cause(letter, fingerprint));
            details = known.computeIfAbsent(fingerprint, key -> ConcurrentHashMap.newKeySet());
        }
        String detail = told(letter.detail());
        if (details.size() < Cause.MOST_DETAILS && details.add(detail)) {
            try {
                detail(fingerprint, detail);
            } catch (RuntimeException e) {
                details.remove(detail);
                throw e;
            }
        }
    }

    private void cause(DeadLetter letter, String fingerprint) {
        int rows = jdbc.sql("""
                insert into cause (fingerprint, reason, route, step, destination, status, exception, detail)
                values (:fingerprint, :reason, :route, :step, :destination, :status, :exception, :detail) on conflict do nothing""")
                .param("fingerprint", fingerprint)
                .param("reason", letter.reason())
                .param("route", letter.route())
                .param("step", letter.step())
                .param("destination", letter.destination())
                .param("status", letter.status())
                .param("exception", letter.cause())
                .param("detail", letter.detail())
                .update();
        notices.cause(rows, fingerprint, letter.reason(), letter.route(), letter.status(), letter.cause());
    }

    private void detail(String fingerprint, String detail) {
        jdbc.sql("""
                insert into cause_detail (fingerprint, detail)
                select fingerprint, cast(:detail as varchar(200)) from cause
                where fingerprint = :fingerprint and (select count(*) from cause_detail c where c.fingerprint = :fingerprint) < :most
                on conflict do nothing""")
                .param("fingerprint", fingerprint)
                .param("detail", detail)
                .param("most", Cause.MOST_DETAILS)
                .update();
    }

    private static String told(String detail) {
        String text = detail == null ? "" : detail;
        if (text.length() <= TOLD) {
            return text;
        }
        // No half of a pair: PostgreSQL takes no such text.
        return text.substring(0, Character.isHighSurrogate(text.charAt(TOLD - 1)) ? TOLD - 1 : TOLD);
    }
}
