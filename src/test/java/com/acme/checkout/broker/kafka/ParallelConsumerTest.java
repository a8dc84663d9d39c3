package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** The consumer as a whole: what is thrown out of its poll, and what Camel does to it. */
class ParallelConsumerTest extends MockedKafka {

    @Test
    void nothingIsLostByAnExceptionOutOfPoll() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        fail(COMMANDS, 0);
        settle(COMMANDS, 1);
        now += Duration.ofSeconds(1).toNanos();
        arrive(COMMANDS, 2);
        client.wakeup();
        assertThatThrownBy(() -> camel.poll(Duration.ZERO)).isInstanceOf(WakeupException.class);
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(0L, 2L);
        assertThat(redeliveries).isEqualTo(1);
    }

    @Test
    void whileSuspendedNothingIsGivenOut() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        fail(COMMANDS, 1);
        camel.pause(camel.assignment());
        arrive(COMMANDS, 2);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).isEmpty();
        settle(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        // As Camel resumes.
        camel.seek(COMMANDS, 1);
        camel.resume(camel.assignment());
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void anErrorEndsTheClientAndIsAnExceptionAndCommitsNothingFurther() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        // Read by the client, and never registered.
        arrive(COMMANDS, 2);
        client.error = new OutOfMemoryError("of a test");
        int commits = client.commits;
        assertThatThrownBy(() -> camel.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("of a test");
        assertThat(client.closed()).isTrue();
        assertThat(consumer.isClosed()).isTrue();
        assertThat(consumer.stalledPartitions()).isZero();
        assertThat(client.commits).isEqualTo(commits);
        // As Camel leaves one that failed, before it makes another.
        assertThatThrownBy(() -> camel.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        camel.unsubscribe();
        camel.close();
        assertThat(committed(COMMANDS)).isEqualTo(1);
    }
}
