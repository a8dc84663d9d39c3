package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class KafkaPendingDepthTest {

    @Test
    void whatWaitsIsFromTheCommittedOffsetToTheEnd() {
        assertThat(KafkaPendingDepth.lag(new OffsetAndMetadata(7), 0, 10)).isEqualTo(3);
        assertThat(KafkaPendingDepth.lag(new OffsetAndMetadata(10), 0, 10)).isZero();
    }

    @Test
    void whereNothingIsCommittedOrNoLongerThereItIsFromTheFirstRecord() {
        assertThat(KafkaPendingDepth.lag(null, 4, 10)).isEqualTo(6);
        assertThat(KafkaPendingDepth.lag(new OffsetAndMetadata(2), 4, 10))
                .as("deleted by retention")
                .isEqualTo(6);
        assertThat(KafkaPendingDepth.lag(new OffsetAndMetadata(20), 0, 3))
                .as("the topic was made again")
                .isEqualTo(3);
    }
}
