package com.acme.checkout.startup;

import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.CheckoutProperties;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses routes that can't work before any of them starts: what Camel would find out with the first command, or never.
 * It looks at what Camel has read, not at the text.
 */
@Component
class RoutesCheck implements CamelContextConfiguration {

    private final CheckoutProperties checkout;
    private final DestinationProperties destinations;
    private final Environment env;
    private final ListableBeanFactory beans;

    RoutesCheck(
            CheckoutProperties checkout,
            DestinationProperties destinations,
            Environment env,
            ListableBeanFactory beans) {
        this.checkout = checkout;
        this.destinations = destinations;
        this.env = env;
        this.beans = beans;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        check((ModelCamelContext) camel, Path.of("routes"));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // All is said.
    }

    /** @throws InvalidRouteException that says what is wrong, and where */
    void check(ModelCamelContext camel, Path routes) {
        RouteFiles.check(routes, checkout.broker());
        RouteSet set = new RouteSet(camel, env.getProperty("camel.component.kamelet.location", ""));
        new RouteExpressions(camel, set).check();
        new RouteBeans(camel, beans, set).check();
        new RouteTargets(set, destinations, env.getProperty("checkout.desk.enabled", Boolean.class, true)).check();
        new RouteNames(set).check();
    }
}
