package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;

/** What becomes of records whose partition is revoked or lost. */
class RebalanceListenerTest extends MockedKafka {

    @Test
    void whatIsRevokedIsCommittedAndWhatWaitsIsTheNextOwners() {
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0);
        fail(COMMANDS, 2);
        TrackedRecord late = tracked.get(COMMANDS).get(1L);
        fail(COMMANDS, 1);
        client.rebalance(List.of(OTHER_COMMANDS, DELAY));
        assertThat(committed(COMMANDS)).isEqualTo(1);
        now += Duration.ofMinutes(1).toNanos();
        assertThat(take(COMMANDS)).as("another's").isEmpty();
        // Assigned again, it comes from where it was committed; what is said of the old ones counts no more.
        client.rebalance(List.of(COMMANDS, OTHER_COMMANDS, DELAY));
        arrive(COMMANDS, 1, 2);
        assertThat(take(COMMANDS)).containsExactly(1L, 2L);
        late.settle();
        settle(COMMANDS, 2);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
    }

    @Test
    void whatIsRevokedWhileNobodyMayCommitComesAgain() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        settle(COMMANDS, 0);
        client.commitFailure = new GroupAuthorizationException("checkout-api");
        client.rebalance(List.of(OTHER_COMMANDS));
        assertThat(commitFailures).isEqualTo(1);
        assertThat(committed(COMMANDS)).isZero();
    }

    @Test
    void whatIsLostIsNotCommitted() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        int commits = client.commits;
        client.listener.onPartitionsLost(List.of(COMMANDS));
        fail(COMMANDS, 1);
        now += Duration.ofMinutes(1).toNanos();
        assertThat(take(COMMANDS)).isEmpty();
        assertThat(client.commits).isEqualTo(commits);
        assertThat(redeliveries).as("it is another's").isZero();
    }
}
