package com.acme.checkout.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.FilterChain;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.scheduling.TaskScheduler;

/** The desk opens once its database, its parts and its route are there, and tries again until they are. */
@ExtendWith(OutputCaptureExtension.class)
class DeskTest {

    private final Deque<Runnable> scheduled = new ArrayDeque<>();
    private final TaskScheduler scheduler = mock(TaskScheduler.class);
    private final DatabaseMigration migration = mock(DatabaseMigration.class);
    private final ApplicationEventPublisher events = mock(ApplicationEventPublisher.class);
    private final IngestRoute route = mock(IngestRoute.class);
    private final Desk desk = new Desk(scheduler, migration, events, route, "http://127.0.0.1:8080/ops");

    @BeforeEach
    void schedule() {
        when(scheduler.schedule(any(Runnable.class), any(Instant.class))).thenAnswer(call -> {
            scheduled.add(call.getArgument(0));
            return null;
        });
    }

    private void tryOnce() {
        scheduled.remove().run();
    }

    @Test
    void aDatabaseThatIsAwayIsAskedAgainAndSaidOnce(CapturedOutput log) throws Exception {
        doThrow(new FlywayException("away", new SQLException("Connection refused")))
                .when(migration)
                .run();
        desk.begin();
        tryOnce();
        tryOnce();
        assertThat(desk.isOpen()).isFalse();
        assertThat(desk.reason()).isEqualTo("its database can't be opened; see CHECKOUT_DATABASE_URL");
        assertThat(log.toString().split("can't be opened: its database", -1))
                .as("one line for one cause")
                .hasSize(2);
        verify(route, never()).start();
        doAnswer(call -> null).when(migration).run();
        tryOnce();
        assertThat(desk.isOpen()).isTrue();
        assertThat(scheduled).isEmpty();
        assertThat(log.toString()).contains("desk          http://127.0.0.1:8080/ops");
    }

    @Test
    void aPartThatFailsKeepsItClosed() throws Exception {
        doThrow(new IllegalStateException("no"))
                .doAnswer(call -> null)
                .when(events)
                .publishEvent(any(DeskOpening.class));
        desk.begin();
        tryOnce();
        assertThat(desk.reason()).isEqualTo("a part of it can't be started");
        tryOnce();
        assertThat(desk.isOpen()).isTrue();
        verify(route, times(1)).start();
    }

    @Test
    void aRouteThatCannotBeStartedIsTriedAgain() throws Exception {
        doThrow(new IllegalStateException("no such option"))
                .doAnswer(call -> null)
                .when(route)
                .start();
        desk.begin();
        tryOnce();
        assertThat(desk.reason()).contains("its filing route can't be started");
        tryOnce();
        assertThat(desk.isOpen()).isTrue();
    }

    @Test
    void whatFailsWhileTheServiceEndsIsNotTriedAgain(CapturedOutput log) {
        doThrow(new FlywayException("interrupted")).when(migration).run();
        desk.begin();
        desk.close();
        tryOnce();
        assertThat(scheduled).isEmpty();
        assertThat(log.toString()).doesNotContain("can't be opened");
    }

    @Test
    void theGateSaysWhyItIsClosedAndThatTheDatabaseFails() throws Exception {
        MockHttpServletResponse closed = new MockHttpServletResponse();
        new DeskGate(desk).doFilter(new MockHttpServletRequest("GET", "/ops"), closed, mock(FilterChain.class));
        assertThat(closed.getStatus()).isEqualTo(503);
        assertThat(closed.getContentAsString()).contains("The dead-letter desk is not open: it starts.");
        assertThat(closed.getHeader("Retry-After")).isEqualTo("2");

        desk.begin();
        tryOnce();
        MockHttpServletResponse failed = new MockHttpServletResponse();
        new DeskGate(desk).doFilter(new MockHttpServletRequest("GET", "/ops"), failed, (request, response) -> {
            throw new DataAccessResourceFailureException("away");
        });
        assertThat(failed.getStatus()).isEqualTo(503);
        assertThat(failed.getContentAsString()).contains("The desk's database does not answer");
        assertThat(failed.getHeader("Retry-After")).isEqualTo("5");
    }
}
