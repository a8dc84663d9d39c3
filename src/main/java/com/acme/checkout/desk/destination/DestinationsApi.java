package com.acme.checkout.desk.destination;

import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that says how it is with each destination; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters/destinations", produces = MediaType.APPLICATION_JSON_VALUE)
public class DestinationsApi {

    private final Destinations destinations;

    DestinationsApi(Destinations destinations) {
        this.destinations = destinations;
    }

    record DestinationList(List<Destination> destinations, Long unassigned) {}

    @GetMapping
    DestinationList list() {
        return new DestinationList(destinations.list(), destinations.unassigned());
    }
}
