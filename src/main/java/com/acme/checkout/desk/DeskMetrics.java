package com.acme.checkout.desk;

import com.acme.checkout.command.DeadLetterReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the desk tells Prometheus; each meter is there from the start. */
@Component
public class DeskMetrics {

    public static final String RESOLVED = "resolved";
    public static final String FAILED_AGAIN = "failed_again";

    /** Not sent, since it would have been another checkout. */
    public static final String REFUSED = "refused";

    /** Given back without having been sent. */
    public static final String CANCELLED = "cancelled";

    private final MeterRegistry meters;

    public DeskMetrics(MeterRegistry meters) {
        this.meters = meters;
        DeadLetterReason.names().forEach(reason -> arrived(reason, 0));
        List.of(RESOLVED, FAILED_AGAIN, REFUSED, CANCELLED).forEach(outcome -> replayed(outcome, 0));
    }

    /** Counts dead letters that were filed, by the name of their reason. */
    public void arrived(String reason, int count) {
        Counter.builder("checkout.desk.arrivals")
                .description("Dead letters filed at the desk, those of replays that failed again among them")
                .tag("reason", reason)
                .register(meters)
                .increment(count);
    }

    /** Counts entries of replays, by one of the outcomes above. */
    public void replayed(String outcome, int count) {
        Counter.builder("checkout.desk.replays")
                .description("Entries of replays by what became of them")
                .tag("outcome", outcome)
                .register(meters)
                .increment(count);
    }

    /** Shows how much is unresolved and since when, as {@code backlog} knows it. */
    void show(Backlog backlog) {
        Gauge.builder("checkout.desk.depth", backlog, Backlog::depth)
                .description("Unresolved entries at the desk; not a number while its database does not answer")
                .register(meters);
        Gauge.builder("checkout.desk.oldest.age", backlog, Backlog::oldestAge)
                .description("How long the oldest unresolved entry has been at the desk")
                .baseUnit("seconds")
                .register(meters);
    }
}
