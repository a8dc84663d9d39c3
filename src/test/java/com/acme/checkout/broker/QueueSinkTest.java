package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.Checkout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueSinkTest {

    private final QueueSink sink = new QueueSink();
    private final Checkout checkout = new Checkout(Checkout.Door.BROKER);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jms://queue:partner?deliveryPersistent=true",
                "amqp://queue:partner",
                "kafka://partner?brokers=b:9092",
                "nats://partner",
                "spring-rabbitmq://default?routingKey=partner&confirm=enabled"
            })
    void whatTheQueueHoldsIsConfirmed(String where) {
        sink.begin(checkout);
        checkout.settlement().wrote(where);
        assertThat(sink.confirmed(checkout, "partner")).isEqualTo(202);
        assertThat(checkout.settlement().confirmed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jms://queue:checkout.pending.partner",
                "kafka://partner.audit?brokers=b:9092",
                "spring-rabbitmq://default?routingKey=other-partner"
            })
    void whatAnotherQueueHoldsIsNoStart(String where) {
        sink.begin(checkout);
        checkout.settlement().wrote(where);
        assertThatThrownBy(() -> sink.confirmed(checkout, "partner")).isInstanceOf(IllegalStateException.class);
        assertThat(checkout.settlement().confirmed()).isFalse();
    }

    @Test
    void whatWasNotWrittenIsNoStart() {
        sink.begin(checkout);
        assertThatThrownBy(() -> sink.confirmed(checkout, "partner"))
                .hasMessageStartingWith("no start was written to the queue partner");
    }
}
