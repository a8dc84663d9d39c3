package com.acme.checkout.desk.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.AuditFilter;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.AuthenticationException;

/** A login before the desk's database has any table, at a door that the desk's gate does not stand before. */
class RefusedLoginsTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(RefusedLogins.class);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void leave() {
        log.detachAppender(lines);
    }

    private static PasswordLogin login(JdbcClient jdbc, RefusedLogins refused) {
        OperatorAccounts accounts = new OperatorAccounts(TestSettings.of(), jdbc);
        DaoAuthenticationProvider verifier = new DaoAuthenticationProvider(accounts::find);
        verifier.setPasswordEncoder(accounts.encoder());
        return new PasswordLogin(verifier, new LoginThrottle(), refused);
    }

    private static UsernamePasswordAuthenticationToken alice() {
        return UsernamePasswordAuthenticationToken.unauthenticated("alice", "guess");
    }

    @Test
    void beforeTheDeskIsOpenItIsRefusedAndTheLogHasOneLine() {
        JdbcDataSource empty = new JdbcDataSource();
        empty.setUrl("jdbc:h2:mem:" + UUID.randomUUID());
        JdbcClient jdbc = JdbcClient.create(empty);
        RefusedLogins refused = new RefusedLogins(new Audit(jdbc));
        PasswordLogin login = login(jdbc, refused);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> login.authenticate(alice()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("The desk is not open.");
        }
        refused.record("alice", "DENIED", "GET /ops");
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).contains("before the dead-letter desk is open");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    @Test
    void onceItIsOpenItIsInTheAudit() {
        JdbcClient jdbc = JdbcClient.create(TestDatabase.create());
        Audit audit = new Audit(jdbc);
        RefusedLogins refused = new RefusedLogins(audit);
        refused.opened();
        assertThatThrownBy(() -> login(jdbc, refused).authenticate(alice()))
                .isInstanceOf(AuthenticationException.class);
        assertThat(audit.latest(AuditFilter.ALL, null, 9).lines())
                .singleElement()
                .satisfies(line -> assertThat(line.action()).isEqualTo("LOGIN_REFUSED"));
        assertThat(lines.list).isEmpty();
    }
}
