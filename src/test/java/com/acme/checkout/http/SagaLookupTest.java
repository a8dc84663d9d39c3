package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class SagaLookupTest {

    private static final List<String> BOTH = List.of("standard", "promotion");

    @ParameterizedTest
    @CsvSource({
        "200,  404,  STARTED",
        "404,  200,  STARTED",
        "-1,   200,  STARTED",
        "200,  500,  STARTED",
        "404,  404,  NOT_FOUND",
        "404,  -1,   UNSURE",
        "-1,   404,  UNSURE",
        "404,  500,  UNSURE",
        "401,  404,  UNSURE",
        "404,  0,    UNSURE",
        "302,  404,  UNSURE",
    })
    void whatTheyKnowTogether(int standard, int promotion, SagaLookup.Answer answer) {
        Map<String, Integer> statuses = Map.of("standard", standard, "promotion", promotion);
        SagaLookup lookups = new SagaLookup(BOTH, 0, (destination, id) -> {
            if (statuses.get(destination) < 0) {
                throw new IOException("away");
            }
            return statuses.get(destination) == 0 ? null : statuses.get(destination);
        });
        assertThat(lookups.ask(UUID.randomUUID(), null)).isEqualTo(answer);
        lookups.stop();
    }

    @Test
    void anErrorWhileAskingTakesNobodysRoom() {
        AtomicBoolean broken = new AtomicBoolean(true);
        SagaLookup lookups = new SagaLookup(BOTH, 0, (destination, id) -> {
            if (broken.get()) {
                throw new OutOfMemoryError("of a test");
            }
            return 404;
        });
        for (int i = 0; i <= SagaLookup.AT_ONCE; i++) {
            assertThat(lookups.ask(UUID.randomUUID(), null)).isEqualTo(SagaLookup.Answer.UNSURE);
        }
        broken.set(false);
        await().until(() -> lookups.ask(UUID.randomUUID(), null) == SagaLookup.Answer.NOT_FOUND);
        lookups.stop();
    }

    @Test
    void oneCheckoutIsAskedForOnceHoweverManyAsk() {
        ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
        CountDownLatch hold = new CountDownLatch(1);
        SagaLookup lookups = new SagaLookup(BOTH, 0, (destination, id) -> {
            calls.add(destination);
            hold.await();
            return 404;
        });
        UUID id = UUID.randomUUID();
        List<CompletableFuture<SagaLookup.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> lookups.ask(id, null)));
        }
        await().until(() -> calls.size() == 2);
        hold.countDown();
        asked.forEach(CompletableFuture::join);
        assertThat(calls).containsExactlyInAnyOrderElementsOf(BOTH);
        lookups.stop();
    }

    @Test
    void noMoreThanSoManyAreUnderWayAndNobodyWaitsForEver() {
        ConcurrentLinkedQueue<UUID> calls = new ConcurrentLinkedQueue<>();
        CountDownLatch hold = new CountDownLatch(1);
        SagaLookup lookups = new SagaLookup(List.of("standard"), 0, (destination, id) -> {
            calls.add(id);
            hold.await();
            return 404;
        });
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < SagaLookup.AT_ONCE; i++) {
            Thread thread = new Thread(() -> lookups.ask(UUID.randomUUID(), null));
            thread.start();
            asking.add(thread);
        }
        await().until(() -> calls.size() == SagaLookup.AT_ONCE);
        assertThat(lookups.ask(UUID.randomUUID(), null)).as("there is no room").isEqualTo(SagaLookup.Answer.UNSURE);
        await().until(() -> asking.stream().noneMatch(Thread::isAlive));
        assertThat(calls).hasSize(SagaLookup.AT_ONCE);
        hold.countDown();
        await().until(() -> lookups.ask(UUID.randomUUID(), null) == SagaLookup.Answer.NOT_FOUND);
        lookups.stop();
    }

    @Test
    void eachCallerHasARate() {
        SagaLookup lookups = new SagaLookup(List.of("standard"), 5, (destination, id) -> 404);
        MockHttpServletRequest one = new MockHttpServletRequest();
        one.setRemoteAddr("192.0.2.1");
        List<SagaLookup.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(lookups.ask(UUID.randomUUID(), one));
        }
        assertThat(answers).contains(SagaLookup.Answer.TOO_MANY);
        MockHttpServletRequest another = new MockHttpServletRequest();
        another.setRemoteAddr("192.0.2.2");
        assertThat(lookups.ask(UUID.randomUUID(), another)).isEqualTo(SagaLookup.Answer.NOT_FOUND);
        lookups.stop();
    }
}
