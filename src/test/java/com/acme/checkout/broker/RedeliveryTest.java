package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
                .containsExactly(
                        1000L, 1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L, 60_000L);
        assertThat(redelivery.pauseNanos(2)).isEqualTo(2_000_000_000L);
    }

    @Test
    void eachFailureIsALineAndOneThatEndsWellIsForgotten(CapturedOutput log) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            redelivery.beforeApplicationStart(camel);
            camel.start();
            Exchange failed = failed(camel, "one");
            assertThatThrownBy(() -> redelivery.later(failed))
                    .isInstanceOf(Redelivery.GivenBackException.class)
                    .hasRootCauseMessage("no\nroom");
            assertThat(log)
                    .contains(
                            "Queue checkout.commands: a message goes back to it, and comes again after 1 s (failed once in a row): "
                                    + "java.lang.IllegalStateException: no room");
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> redelivery.later(failed(camel, "one")));
            second.handle((nothing, failure) -> null).get(60, TimeUnit.SECONDS);
            assertThat(log).contains("comes again after 2 s (failed 2 times in a row)");
            redelivery.settled(failed(camel, "one"));
            assertThatThrownBy(() -> redelivery.later(failed(camel, "one")))
                    .isInstanceOf(Redelivery.GivenBackException.class);
            assertThat(log.getOut().split("failed once in a row", -1)).hasSize(3);
            redelivery.handleError(
                    new RuntimeException(new Redelivery.GivenBackException(new IllegalStateException("told already"))));
            assertThat(log).doesNotContain("told already");
            redelivery.handleError(new IllegalStateException("not told"));
            assertThat(log).contains("A message goes back to its queue: java.lang.IllegalStateException: not told");
        }
    }

    @Test
    void whatTheBrokerDoesNotCommitIsHeldWhenItComesAgain(CapturedOutput log) throws Exception {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
        Redelivery watched = new Redelivery(now::get);
        CompletableFuture<Void> again;
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            watched.beforeApplicationStart(camel);
            camel.start();
            deliver(watched, failed(camel, "one"));
            watched.handleError(new jakarta.jms.JMSException("no permission\nto send"));
            assertThat(log)
                    .contains(
                            "Queue checkout.commands: a message goes back to it, for its transaction was not committed, and is tried again "
                                    + "after 1 s (failed once in a row): jakarta.jms.JMSException: no permission to send");
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            deliver(watched, failed(camel, "one"));
            watched.handleError(new jakarta.jms.JMSException("no permission"));
            assertThat(log).contains("after 2 s (failed 2 times in a row)");
            deliver(watched, failed(camel, "another"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            again = CompletableFuture.runAsync(() -> deliver(watched, failed(camel, "one")));
            assertThat(again).isNotCompleted();
        }
        assertThat(again.handle((nothing, failure) -> failure))
                .as("held until the service stops")
                .succeedsWithin(Duration.ofSeconds(30))
                .matches(failure -> failure.getCause() instanceof RejectedExecutionException);
    }

    @Test
    void whatIsCommittedIsForgotten(CapturedOutput log) throws Exception {
        AtomicLong now = new AtomicLong();
        Redelivery watched = new Redelivery(now::get);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            deliver(watched, failed(camel, "one"));
            watched.handleError(new jakarta.jms.JMSException("once"));
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            deliver(watched, failed(camel, "one"));
            deliver(watched, failed(camel, "one"));
            watched.handleError(new jakarta.jms.JMSException("and again, later"));
            assertThat(log.getOut().split("failed once in a row", -1)).hasSize(3);
        }
    }

    /** As its route does with a message that it settles. */
    private static void deliver(Redelivery redelivery, Exchange exchange) {
        try {
            redelivery.held(exchange);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        redelivery.settled(exchange);
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
        assertThat(pause.handle((nothing, failure) -> failure))
                .as("well within its minute")
                .succeedsWithin(Duration.ofSeconds(30))
                .matches(failure -> failure.getCause() instanceof Redelivery.GivenBackException);
    }

    private static Exchange failed(DefaultCamelContext camel, String id) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setProperty(BrokerDoor.MESSAGE_ID, id);
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.commands");
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT, new RuntimeException("outer", new IllegalStateException("no\nroom")));
        return exchange;
    }
}
