package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** A poll of the client that fails. */
class RecordFetcherTest extends MockedKafka {

    @Test
    void whileNothingMayBeReadWhatWasReadGoesOn() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        fail(COMMANDS, 0);
        now += Duration.ofSeconds(1).toNanos();
        client.setPollException(new TopicAuthorizationException(Set.of("checkout.commands")));
        assertThat(take(COMMANDS)).containsExactly(0L);
        arrive(COMMANDS, 1);
        assertThat(take(COMMANDS)).containsExactly(1L);
    }

    @Test
    void whoIsUnsubscribedAndPolledSubscribesAgain() {
        client.unsubscribed = true;
        poll();
        arrive(COMMANDS, 0);
        assertThat(take(COMMANDS)).containsExactly(0L);
    }
}
