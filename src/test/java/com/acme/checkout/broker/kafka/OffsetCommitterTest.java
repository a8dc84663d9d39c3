package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.Test;

/** What is committed, and when: never past a record that is not settled. */
class OffsetCommitterTest extends MockedKafka {

    @Test
    void commitsUpToTheFirstThatIsNotSettledInWhateverOrder() {
        arrive(COMMANDS, 0, 1, 2, 3, 4);
        assertThat(take(COMMANDS)).containsExactly(0L, 1L, 2L, 3L, 4L);
        settle(COMMANDS, 4, 2, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
        settle(COMMANDS, 3);
        settle(COMMANDS, 3);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(5);
        int commits = client.commits;
        poll();
        assertThat(client.commits).as("nothing new, nothing to commit").isEqualTo(commits);
    }

    @Test
    void aCommitThatIsRefusedIsCountedAndTriedAgainEverMoreSeldom() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        settle(COMMANDS, 0);
        client.commitFailure = new RebalanceInProgressException();
        poll();
        assertThat(commitFailures).as("once, while the group changes hands").isZero();
        client.commitFailure = new GroupAuthorizationException("checkout-api");
        int before = client.commits;
        for (int i = 0; i < 300; i++) {
            poll();
        }
        assertThat(client.commits - before).as("in a minute").isBetween(5, 15);
        assertThat(commitFailures).isEqualTo(client.commits - before);
        assertThat(committed(COMMANDS)).isZero();
        client.commitFailure = null;
        now += Duration.ofSeconds(10).toNanos();
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
    }

    @Test
    void abortedTransactionsAtTheEndAreCommittedPast() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        // The client has read marks up to 5, and returned no record.
        client.seek(COMMANDS, 5);
        client.seek(OTHER_COMMANDS, 3);
        poll();
        assertThat(committed(OTHER_COMMANDS)).isEqualTo(3);
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(5);
    }
}
