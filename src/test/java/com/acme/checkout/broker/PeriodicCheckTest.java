package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PeriodicCheckTest {

    @Test
    void aLookThatEndsInAnErrorIsNotTheLastOne() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(3);
        try (PeriodicCheck watch = new PeriodicCheck("a-watch")) {
            watch.every(1, () -> {
                looks.countDown();
                throw new OutOfMemoryError("of a test");
            });
            assertThat(looks.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTroubleThatLastsIsSaidOnceAndAgainWhenItComesBack(CapturedOutput log) {
        try (PeriodicCheck watch = new PeriodicCheck("a-watch")) {
            Runnable fails = () -> {
                throw new IllegalStateException("of a test");
            };
            watch.safely(fails);
            watch.safely(fails);
            assertThat(log.getOut().split("a-watch could not look", -1)).hasSize(2);
            watch.safely(() -> {});
            watch.safely(fails);
            assertThat(log.getOut().split("a-watch could not look", -1)).hasSize(3);
        }
    }
}
