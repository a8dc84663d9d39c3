package com.acme.checkout.desk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.page.Advice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a replay that stopped at its canary tells its operator to do next. */
class ReplayAdviceTest {

    private static final UUID REPLAY = new UUID(0, 7);

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.create());

    @Test
    void itGoesByWhatFailedAgain() {
        failedAgain("REJECTED", 409);
        Advice.Failure failure = new ReplayReader(jdbc).failure(REPLAY).orElseThrow();
        assertThat(ReplayViews.advice(stopped(1), Advice.of(failure)))
                .contains("The cart is empty or already checked out")
                .contains("discard it")
                .doesNotContain("Orchestrator is not", "works again");
    }

    @Test
    void ofAnOrchestratorThatIsAwayItSaysSo() {
        failedAgain("EXHAUSTED", 503);
        Advice.Failure failure = new ReplayReader(jdbc).failure(REPLAY).orElseThrow();
        assertThat(ReplayViews.advice(stopped(1), Advice.of(failure)))
                .contains("kept answering 503")
                .contains("Make sure that the Orchestrator works again");
    }

    @Test
    void whereNothingFailedItWasTooSlow() {
        assertThat(new ReplayReader(jdbc).failure(REPLAY)).isEmpty();
        assertThat(ReplayViews.advice(stopped(0), null)).contains("did not start in time");
    }

    private void failedAgain(String reason, int status) {
        UUID entry = UUID.randomUUID();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, status, attempts, first_at, last_at, filed_at, changed_at, source, route, destination, operation)
                values (:id, 'FAILED_AGAIN', 'f', :reason, :status, 1, now(), now(), now(), now(), 's', 'r', 'standard', :replay)""")
                .param("id", entry)
                .param("reason", reason)
                .param("status", status)
                .param("replay", REPLAY)
                .update();
        jdbc.sql(
                        "insert into operation_entry (operation, position, dead_letter, state) values (:replay, 1, :id, 'FAILED_AGAIN')")
                .param("replay", REPLAY)
                .param("id", entry)
                .update();
    }

    private static Replay stopped(int failedAgain) {
        Instant now = Instant.EPOCH;
        return new Replay(
                REPLAY,
                ReplayState.STOPPED,
                "alice",
                now,
                now,
                "{}",
                50,
                5,
                1,
                "why",
                2,
                1,
                0,
                failedAgain,
                0,
                0,
                0,
                1,
                0,
                List.of());
    }
}
