package com.acme.checkout.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Finds names of components that are nearly those of one on the class path. Any other name may be that of a bean, or of a library that is
 * added where the service runs.
 */
final class ComponentNames {

    private static final String SERVICES = "META-INF/services/org/apache/camel/component/";

    private ComponentNames() {}

    static void check(CamelContext camel, RouteSet routes, Findings findings) {
        Set<String> known = new TreeSet<>();
        for (RouteEndpoint endpoint : routes.endpoints()) {
            String scheme = endpoint.scheme();
            if (!scheme.matches("[a-z][\\w.+-]*")
                    || camel.getCamelContextExtension().getEndpointUriFactory(scheme) != null
                    || camel.getClassResolver().loadResourceAsURL(SERVICES + scheme) != null) {
                continue;
            }
            if (known.isEmpty()) {
                known.addAll(all());
            }
            NearestName.to(scheme, known)
                    .ifPresent(near -> findings.add(new InvalidRouteException(
                            endpoint.where(),
                            scheme + ":",
                            "there is no component " + scheme,
                            "did you mean " + near + "?")));
        }
    }

    private static Set<String> all() {
        Set<String> names = new TreeSet<>();
        try {
            for (Resource each :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + SERVICES + "*")) {
                if (each.getFilename() != null && !each.getFilename().isEmpty()) {
                    names.add(each.getFilename());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
