package com.acme.checkout.desk.arrival;

import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that is about arrivals; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters/arrivals", produces = MediaType.APPLICATION_JSON_VALUE)
public class ArrivalsApi {

    private final Arrivals arrivals;

    public ArrivalsApi(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @GetMapping
    Arrivals.Counted count(
            @RequestParam(defaultValue = "day") String period, @RequestParam(defaultValue = "destination") String by) {
        return arrivals.count(Period.of(period), Grouping.of(by), Instant.now());
    }
}
