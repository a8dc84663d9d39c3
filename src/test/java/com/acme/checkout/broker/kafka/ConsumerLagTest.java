package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What this instance has still to settle. */
class ConsumerLagTest extends MockedKafka {

    @Test
    void theLagIsAllFromTheFirstThatIsNotSettledToTheEnd() {
        assertThat(subscribed).containsExactlyInAnyOrder(COMMANDS.topic(), DELAY.topic());
        client.updateEndOffsets(Map.of(COMMANDS, 5L, OTHER_COMMANDS, 2L, DELAY, 7L));
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0, 2);
        poll();
        assertThat(consumer.lag(COMMANDS.topic()))
                .as("1 and 2, which wait for 1; 3 and 4, which are not read; two of the other partition")
                .isEqualTo(6);
        assertThat(consumer.lag(DELAY.topic())).isEqualTo(7);
        settle(COMMANDS, 1);
        poll();
        assertThat(consumer.lag(COMMANDS.topic())).isEqualTo(4);
        client.rebalance(List.of(COMMANDS));
        assertThat(consumer.lag(COMMANDS.topic()))
                .as("a partition that another has now")
                .isLessThan(3);
        assertThat(consumer.lag(DELAY.topic())).isZero();
    }
}
