package com.acme.checkout.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class SizeRefusalTest {

    @Test
    void brokersSayItInTheirOwnWords() {
        assertThat(SizeRefusal.is(new ExecutionException(new RecordTooLargeException("The message is 1048700 bytes"))))
                .isTrue();
        assertThat(SizeRefusal.is(
                        new IllegalStateException("message size 17000000 is larger than configured max size 16777216")))
                .isTrue();
        assertThat(SizeRefusal.is(
                        new IllegalArgumentException("Message payload size exceed server configured max payload")))
                .isTrue();
        assertThat(SizeRefusal.is(
                        new IllegalStateException(new IllegalStateException("amqp:link:message-size-exceeded"))))
                .isTrue();
    }

    @Test
    void anyOtherFailureIsNone() {
        assertThat(SizeRefusal.is(null)).isFalse();
        assertThat(SizeRefusal.is(new TimeoutException("no answer within 3000 ms")))
                .isFalse();
        assertThat(SizeRefusal.is(new IllegalStateException("the broker is away")))
                .isFalse();
    }
}
