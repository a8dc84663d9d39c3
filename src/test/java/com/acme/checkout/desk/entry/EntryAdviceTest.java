package com.acme.checkout.desk.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.page.Advice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** What an entry's page advises goes by where the entry stands, and not by what it once failed of. */
class EntryAdviceTest {

    @BeforeEach
    void login() {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(
                        "alice",
                        "",
                        List.copyOf(
                                Role.authorities(List.of(Role.VIEW.word(), Role.REPLAY.word(), Role.PAYLOAD.word())))));
    }

    @AfterEach
    void logout() {
        SecurityContextHolder.clearContext();
    }

    private static EntryAdvice advice(EntryState state) {
        Instant now = Instant.EPOCH;
        Entry entry = new Entry(
                1,
                new UUID(0, 1),
                state,
                "",
                "UNREADABLE",
                "",
                "",
                null,
                0,
                now,
                now,
                now,
                now,
                "checkout.commands",
                "",
                "",
                null,
                null,
                null,
                null,
                false,
                0,
                null,
                null,
                null,
                false);
        return EntryAdvice.of(entry, null);
    }

    @Test
    void ofOneThatIsOpenItSaysWhatTheFailureAsksFor() {
        EntryAdvice open = advice(EntryState.OPEN);
        assertThat(open.plain().meaning()).contains(Advice.NOT_SEEN);
        assertThat(open.todo()).startsWith("Look at the body.");
        assertThat(open.primary()).isEqualTo("repair");
        assertThat(open.whyNoReplay()).isNull();
    }

    /** The Orchestrator has seen it by now: a replay has started it. */
    @Test
    void onceItIsResolvedNothingIsLeftToDoAndNothingIsSaidOfBefore() {
        EntryAdvice open = advice(EntryState.OPEN);
        EntryAdvice resolved = advice(EntryState.RESOLVED);
        assertThat(resolved.plain().meaning())
                .doesNotContain(Advice.NOT_SEEN)
                .isEqualTo(open.plain().meaning().replace(' ' + Advice.NOT_SEEN, ""))
                .doesNotEndWith(" ");
        assertThat(resolved.plain().title()).isEqualTo(open.plain().title());
        assertThat(resolved.todo()).isEqualTo("Nothing: its checkout is started.");
        assertThat(resolved.primary()).isNull();
        assertThat(resolved.whyNoReplay()).isEqualTo("Its checkout is started: nothing is left to replay.");
        assertThat(resolved.whyNoDiscard()).isEqualTo("Its checkout is started: nothing is left to discard.");
        assertThat(resolved.whyNoRepair()).isEqualTo("Its checkout is started: nothing is left to repair.");
    }
}
