package com.acme.checkout.desk.picture;

import com.acme.checkout.guard.StepCounts;
import com.acme.checkout.guard.StepCounts.Seen;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.NamedNode;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What has come to each step within the last minute, as exact as {@value #EVERY_SECONDS} seconds. */
@Component
class Rates {

    private static final int EVERY_SECONDS = 5;
    private static final int KEPT = 60 / EVERY_SECONDS;

    private final StepCounts counts;
    private final Deque<Map<NamedNode, Seen>> past = new ArrayDeque<>();

    Rates(StepCounts counts) {
        this.counts = counts;
    }

    /** Keeps what each step has seen by now. */
    @Scheduled(fixedRate = EVERY_SECONDS, timeUnit = TimeUnit.SECONDS)
    synchronized void look() {
        past.addLast(counts.seen());
        if (past.size() > KEPT) {
            past.removeFirst();
        }
    }

    /** Each step's figures now; a process that is younger than a minute has had its whole life for them. */
    synchronized Map<NamedNode, Figures> now() {
        Map<NamedNode, Seen> before = past.isEmpty() || past.size() < KEPT ? Map.of() : past.peekFirst();
        Map<NamedNode, Figures> figures = new HashMap<>();
        counts.seen()
                .forEach((step, seen) -> figures.put(
                        step,
                        new Figures(
                                seen.came(),
                                seen.failed(),
                                seen.came()
                                        - before.getOrDefault(step, Seen.NOTHING)
                                                .came())));
        return figures;
    }
}
