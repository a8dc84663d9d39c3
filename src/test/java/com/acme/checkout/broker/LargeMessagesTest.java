package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class LargeMessagesTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final LargeMessages large = new LargeMessages(20 * MEGABYTE);

    @Test
    void shortOnesNeedNoRoomAndOneThatIsLargerThanAllGetsAll() throws Exception {
        assertThat(large.take(20L * MEGABYTE)).isEqualTo(20 * MEGABYTE);
        assertThat(large.take(MEGABYTE)).isZero();
        large.leave(20 * MEGABYTE);
        assertThat(large.take(Long.MAX_VALUE)).isEqualTo(20 * MEGABYTE);
        assertThat(large.left()).isZero();
    }

    @Test
    void aThirdOneWaitsUntilAnotherIsDone() throws Exception {
        Exchange first = new DefaultExchange(new DefaultCamelContext());
        large.take(first, 10L * MEGABYTE);
        large.take(10L * MEGABYTE);
        CompletableFuture<Integer> third = CompletableFuture.supplyAsync(() -> {
            try {
                return large.take(5L * MEGABYTE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(large.left()).isZero();
        assertThat(third).isNotCompleted();
        first.setException(new IllegalStateException("however it ends"));
        UnitOfWorkHelper.doneSynchronizations(
                first, first.getExchangeExtension().handoverCompletions());
        assertThat(third.get(60, TimeUnit.SECONDS)).isEqualTo(5 * MEGABYTE);
        assertThat(large.left()).isEqualTo(5 * MEGABYTE);
    }
}
