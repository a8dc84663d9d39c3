package com.acme.checkout.desk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts what the desk files and what becomes of what it replays; each counter is there from the start, at 0. */
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

    public void arrived(String reason, int count) {
        Counter.builder("checkout.desk.arrivals").description("Dead letters filed at the desk, those of replays that failed again among them")
                .tag("reason", reason).register(meters).increment(count);
    }

    public void replayed(String outcome, int count) {
        Counter.builder("checkout.desk.replays").description("Entries of replays by what became of them")
                .tag("outcome", outcome).register(meters).increment(count);
    }
}
