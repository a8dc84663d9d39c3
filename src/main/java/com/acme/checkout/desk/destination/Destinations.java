package com.acme.checkout.desk.destination;

import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.delivery.CallHistory;
import com.acme.checkout.delivery.DestinationProperties;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at all destinations: what this process remembers of them, and what the desk has filed. Asks no broker. */
@Component
public class Destinations {

    private final DestinationProperties settings;
    private final CallHistory calls;
    private final PendingWatch pending;
    private final JdbcClient jdbc;

    Destinations(DestinationProperties settings, CallHistory calls, PendingWatch pending, JdbcClient jdbc) {
        this.settings = settings;
        this.calls = calls;
        this.pending = pending;
        this.jdbc = jdbc;
    }

    /** All that there are, in the order of application.yaml, as they are now. */
    List<Destination> list() {
        Instant now = Instant.now();
        Map<String, Long> dead = deadLetters(now.minus(1, ChronoUnit.HOURS));
        List<Destination> all = new ArrayList<>();
        settings.destinations()
                .forEach((name, each) -> all.add(Destination.of(
                        name, each.target(), calls.now(name), pending.of(name), dead.getOrDefault(name, 0L), now)));
        return all;
    }

    /** What waits in queues that destinations share, and nobody here knows for which; null where that is not known. */
    Long unassigned() {
        return pending.unassigned();
    }

    private Map<String, Long> deadLetters(Instant since) {
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql("select destination, count(*) as n from dead_letter where last_at >= :since group by destination")
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    counts.put(row.getString("destination"), row.getLong("n"));
                });
        return counts;
    }
}
