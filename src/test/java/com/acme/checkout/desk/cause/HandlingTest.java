package com.acme.checkout.desk.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.AuditFilter;
import com.acme.checkout.desk.selection.Filter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who works on a cause is on file, and one that is snoozed comes back by itself. */
class HandlingTest {

    private static final String CAUSE = "b".repeat(32);

    private JdbcClient jdbc;
    private Causes causes;
    private Audit audit;
    private Handling handling;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        causes = new Causes(jdbc);
        audit = new Audit(jdbc);
        handling =
                new Handling(jdbc, new TransactionTemplate(new DataSourceTransactionManager(database)), causes, audit);
        jdbc.sql("insert into cause (fingerprint, reason, route, exception) values (:cause, 'EXHAUSTED', 'r', '')")
                .param("cause", CAUSE)
                .update();
        entries(2);
    }

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            jdbc.sql("""
                    insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)
                    values (random_uuid(), 'OPEN', :cause, 'EXHAUSTED', 0, now(), now(), now(), now(), 's', 'r', 'standard')""").param("cause", CAUSE).update();
        }
    }

    private Cause cause() {
        return causes.list(Filter.ALL).get(0);
    }

    private String line() {
        Audit.Line line = audit.latest(AuditFilter.ALL, null, 1).lines().get(0);
        return line.actor()
                + ' '
                + line.action()
                + ' '
                + line.selection().path("cause").asText()
                + ' '
                + line.detail();
    }

    @Test
    void anOwnerAndATicketAreOnFileAndInTheAudit() {
        handling.assign(CAUSE, " alice\u0000 ", "https://tickets.example/PAY-7", "bob");
        assertThat(cause().owner() + ' ' + cause().ticket()).isEqualTo("alice https://tickets.example/PAY-7");
        assertThat(line()).isEqualTo("bob ASSIGN " + CAUSE + " owner alice, ticket https://tickets.example/PAY-7");
        handling.assign(CAUSE, null, " ", "bob");
        assertThat(cause().owner()).isNull();
        assertThat(cause().ticket()).isNull();
        assertThat(line()).endsWith("no owner, no ticket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                " JavaScript:alert(1)",
                "java\tscript :x",
                "data:text/html,x",
                "vbscript:x"
            })
    void aTicketIsNeverWhatABrowserRuns(String ticket) {
        try {
            handling.assign(CAUSE, null, ticket, "bob");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("ticket must be a text, or an http or https URL.");
            assertThat(audit.latest(AuditFilter.ALL, null, 1).lines()).isEmpty();
        }
        assertThat(Ticket.link(ticket)).isNull();
        assertThat(Ticket.link(cause().ticket())).isNull();
    }

    @Test
    void aTicketIsALinkOnlyWhereItIsAWebAddress() {
        assertThat(Ticket.link("https://tickets.example/browse/PAY-7"))
                .isEqualTo("https://tickets.example/browse/PAY-7");
        assertThat(Ticket.brief("https://tickets.example/browse/PAY-7/")).isEqualTo("PAY-7");
        assertThat(Ticket.brief("https://tickets.example")).isEqualTo("tickets.example");
        for (String text : new String[] {"PAY-7: see chat", "http:", "https://", "ftp://a/b", "//a/b"}) {
            assertThat(Ticket.link(text)).as(text).isNull();
            assertThat(Ticket.brief(text)).isEqualTo(text);
        }
    }

    @Test
    void whatIsTooLongOrOfNoCauseIsRefused() {
        assertThatThrownBy(() -> handling.assign(CAUSE, "x".repeat(101), null, "bob"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handling.assign(CAUSE, null, "x".repeat(501), "bob"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> handling.assign("0".repeat(32), "alice", null, "bob"))
                .isInstanceOf(NotFoundException.class);
        for (Instant until : new Instant[] {null, Instant.EPOCH, Instant.now().plus(Duration.ofDays(400))}) {
            assertThatThrownBy(() -> handling.snooze(CAUSE, until, "bob")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(audit.latest(AuditFilter.ALL, null, 1).lines()).isEmpty();
    }

    @Test
    void aSnoozeEndsWithItsTime() {
        Handling.Handled handled = handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        assertThat(cause().snoozed()).isTrue();
        assertThat(cause().count()).isEqualTo(2);
        assertThat(line())
                .isEqualTo("bob SNOOZE " + CAUSE + " until " + handled.snoozedUntil() + ", with 2 unresolved");
        jdbc.sql("update cause set snoozed_until = :past")
                .param("past", Instant.now().minusSeconds(1).atOffset(ZoneOffset.UTC))
                .update();
        assertThat(cause().snoozed()).isFalse();
        assertThat(cause().snoozedUntil()).isNull();
    }

    @Test
    void aSnoozeEndsOnceItHasGrownTenfoldWhateverIsFiltered() {
        handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        entries(17);
        assertThat(cause().snoozed()).isTrue();
        entries(1);
        assertThat(cause().snoozed()).isFalse();
        jdbc.sql("update dead_letter set destination = 'other' where seq = 1").update();
        Filter one = Filter.of(java.util.Map.of("destination", java.util.List.of("other")));
        assertThat(causes.list(one).get(0).snoozed()).isFalse();
    }

    @Test
    void aSnoozeThatHasEndedByGrowthStaysEndedUntilAnOperatorSnoozesAnew() {
        handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        entries(18);
        causes.endSnoozes();
        jdbc.sql("update dead_letter set state = 'RESOLVED' where seq > 2").update();
        assertThat(cause().snoozed()).isFalse();
        assertThat(cause().snoozedUntil()).isNull();
        assertThat(handling.of(CAUSE).snoozedUntil()).isNull();
        handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        causes.endSnoozes();
        assertThat(cause().snoozed()).isTrue();
    }

    @Test
    void whoeverSeesTheGrowthEndsTheSnoozeForAll() {
        handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        entries(18);
        assertThat(cause().snoozed()).isFalse();
        jdbc.sql("update dead_letter set state = 'RESOLVED' where seq > 2").update();
        assertThat(cause().snoozed()).isFalse();
    }

    @Test
    void whoeverWantsToSeeItAgainEndsTheSnooze() {
        handling.snooze(CAUSE, Instant.now().plus(Duration.ofHours(4)), "bob");
        assertThat(handling.wake(CAUSE, "alice").snoozedUntil()).isNull();
        assertThat(cause().snoozed()).isFalse();
        assertThat(line()).isEqualTo("alice WAKE " + CAUSE + " null");
    }
}
