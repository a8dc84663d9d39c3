package com.acme.checkout.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.EndpointUriFactory;

/** Refuses an endpoint's option that its component does not know: Camel would take it for a part of a query, or leave it out. */
final class EndpointOptions {

    /** What Camel's HTTP component takes out of an endpoint's parameters beside the endpoint's own options. */
    private static final Set<String> HTTP = Set.of(
            "connectTimeout",
            "connectionRequestTimeout",
            "responseTimeout",
            "soTimeout",
            "httpBinding",
            "httpMethodRestrict",
            "muteException");

    /** Take parameters of any name. */
    private static final Set<String> OPEN = Set.of("bean", "class", "rest", "rest-api", "stub", "language", "ref");

    private final ModelCamelContext camel;
    private final Findings findings;

    EndpointOptions(ModelCamelContext camel, Findings findings) {
        this.camel = camel;
        this.findings = findings;
    }

    /** Finds each option of a name that the component does not know. */
    void check(RouteEndpoint endpoint) {
        String scheme = endpoint.scheme();
        if (scheme.isEmpty()
                || scheme.contains("$")
                || OPEN.contains(scheme)
                || endpoint.parameters().isEmpty()) {
            return;
        }
        EndpointUriFactory factory = camel.getCamelContextExtension().getEndpointUriFactory(scheme);
        if (factory == null) {
            return;
        }
        boolean http = scheme.equals("http") || scheme.equals("https");
        Set<String> options = new TreeSet<>(factory.propertyNames());
        if (http) {
            options.addAll(HTTP);
        }
        for (String parameter : endpoint.parameters().keySet()) {
            boolean known = options.contains(parameter)
                    || factory.multiValuePrefixes().values().stream().anyMatch(parameter::startsWith);
            if (known) {
                continue;
            }
            Optional<String> near = NearestName.to(parameter, options);
            if (http && near.isEmpty() && inTheUri(endpoint, parameter)) {
                continue;
            }
            findings.add(new InvalidRouteException(
                    endpoint.where(),
                    parameter,
                    scheme + ": has no option " + parameter
                            + (http ? ", and it would be sent as part of the query" : ""),
                    near.map(each -> "did you mean " + each + "?")
                            .orElse(
                                    http
                                            ? "what is meant as a query belongs into the uri itself, after a ?"
                                            : "leave it out, or name an option that there is")));
        }
    }

    /** Whether it is written as {@code ?name=…}, not as one of the {@code parameters}: those are one text by now. */
    private boolean inTheUri(RouteEndpoint endpoint, String parameter) {
        try {
            String text = Files.readString(Path.of(endpoint.route().file()));
            return text.contains("?" + parameter + "=") || text.contains("&" + parameter + "=");
        } catch (IOException e) {
            return false;
        }
    }
}
