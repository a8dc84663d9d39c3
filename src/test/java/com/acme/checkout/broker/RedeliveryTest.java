package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RedeliveryTest {

    private final Redelivery redelivery = new Redelivery();

    @Test
    void aMessageComesAgainAfterASecondThenTwoAndSoOnToAMinute() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 1_000_000).mapToLong(Redelivery::pauseMillis))
                .containsExactly(1000L, 1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L, 60_000L);
        assertThat(redelivery.pauseNanos(2)).isEqualTo(2_000_000_000L);
    }

    @Test
    void eachFailureIsALineAndOneThatEndsWellIsForgotten(CapturedOutput log) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            redelivery.beforeApplicationStart(camel);
            camel.start();
            Exchange failed = failed(camel, "one");
            assertThatThrownBy(() -> redelivery.later(failed)).isInstanceOf(Redelivery.GivenBack.class).hasRootCauseMessage("no\nroom");
            assertThat(log).contains("Queue checkout.commands: a message goes back to it, and comes again after 1 s (failed once in a row): "
                    + "java.lang.IllegalStateException: no room");
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> redelivery.later(failed(camel, "one")));
            second.handle((nothing, failure) -> null).get(60, TimeUnit.SECONDS);
            assertThat(log).contains("comes again after 2 s (failed 2 times in a row)");
            redelivery.settled(failed(camel, "one"));
            assertThatThrownBy(() -> redelivery.later(failed(camel, "one"))).isInstanceOf(Redelivery.GivenBack.class);
            assertThat(log.getOut().split("failed once in a row", -1)).hasSize(3);
            redelivery.handleError(new RuntimeException(new Redelivery.GivenBack(new IllegalStateException("told already"))));
            assertThat(log).doesNotContain("told already");
            redelivery.handleError(new IllegalStateException("not told"));
            assertThat(log).contains("A message goes back to its queue: java.lang.IllegalStateException: not told");
        }
    }

    @Test
    void aStopWaitsForNoPause() throws Exception {
        CompletableFuture<Void> pause;
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            redelivery.beforeApplicationStart(camel);
            camel.start();
            Exchange failed = failed(camel, "one");
            for (int i = 0; i < 20; i++) {
                redelivery.count(failed);
            }
            pause = CompletableFuture.runAsync(() -> redelivery.later(failed));
            assertThat(pause).isNotCompleted();
        }
        assertThat(pause.handle((nothing, failure) -> failure)).as("well within its minute").succeedsWithin(Duration.ofSeconds(30))
                .matches(failure -> failure.getCause() instanceof Redelivery.GivenBack);
    }

    private static Exchange failed(DefaultCamelContext camel, String id) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setProperty(BrokerDoor.MESSAGE_ID, id);
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.commands");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new RuntimeException("outer", new IllegalStateException("no\nroom")));
        return exchange;
    }
}
