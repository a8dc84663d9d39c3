package com.acme.checkout.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.broker.memory.MemoryQueues.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written is read, comes again where it is not acknowledged, and fails where it is to. */
class MemoryQueuesTest {

    private final MemoryQueues queues = new MemoryQueues();

    @AfterEach
    void stop() {
        queues.stop();
    }

    private void write(String queue) throws IOException {
        queues.write(queue, Map.of("name", "value"), new byte[] {1}, null);
    }

    private void idle() throws InterruptedException {
        assertThat(queues.awaitIdle(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aMessageThatIsAcknowledgedIsDone() throws Exception {
        queues.read("a", message -> true);
        write("a");
        idle();
        assertThat(queues.written()).singleElement().satisfies(each -> {
            assertThat(each.queue()).isEqualTo("a");
            assertThat(each.headers()).containsEntry("name", "value");
            assertThat(each.body()).containsExactly(1);
        });
        assertThat(queues.returned()).isZero();
        assertThat(queues.unacknowledged()).isEmpty();
    }

    @Test
    void aMessageThatFailsComesAgainAndIsLeftInTheEnd() throws Exception {
        AtomicInteger given = new AtomicInteger();
        queues.read("a", message -> given.incrementAndGet() > MemoryQueues.MOST_DELIVERIES);
        write("a");
        idle();
        assertThat(given).hasValue(MemoryQueues.MOST_DELIVERIES);
        assertThat(queues.returned()).isEqualTo(MemoryQueues.MOST_DELIVERIES - 1);
        assertThat(queues.unacknowledged()).hasSize(1);
    }

    @Test
    void aMessageWaitsForItsReader() throws Exception {
        write("a");
        assertThat(queues.isRead("a")).isFalse();
        AtomicInteger given = new AtomicInteger();
        queues.read("a", message -> given.incrementAndGet() > 0);
        idle();
        assertThat(queues.isRead("a")).isTrue();
        assertThat(given).hasValue(1);
    }

    @Test
    void aWriteComesToWhatTheScriptSaysAndTheLastOfItStands() throws Exception {
        queues.reset(Map.of("a", List.of(Answer.FAILS, Answer.OK, Answer.TOO_LARGE)));
        assertThatThrownBy(() -> write("a")).hasMessageContaining("does not take");
        write("a");
        assertThatThrownBy(() -> write("a")).hasMessageContaining("too large");
        assertThatThrownBy(() -> write("a")).hasMessageContaining("too large");
        write("b");
        assertThat(queues.written()).extracting(MemoryQueues.Message::queue).containsExactly("a", "b");
        queues.reset(Map.of());
        assertThat(queues.written()).isEmpty();
        write("a");
    }
}
