package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.DestinationRoutes;
import com.acme.checkout.settings.CheckoutProperties;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses routes that can't work before any of them starts: what Camel would find out with the first command, or never.
 * It looks at what Camel has read, not at the text.
 */
@Component
class RoutesCheck implements CamelContextConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesCheck.class);

    private final CheckoutProperties checkout;
    private final DestinationProperties destinations;
    private final CommandTypes commands;
    private final Environment env;
    private final ListableBeanFactory beans;

    RoutesCheck(
            CheckoutProperties checkout,
            DestinationProperties destinations,
            CommandTypes commands,
            Environment env,
            ListableBeanFactory beans) {
        this.commands = commands;
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

    /** @throws InvalidRouteException that says what is wrong first, where, and how much more there is */
    void check(ModelCamelContext camel, Path routes) {
        Findings findings = Findings.ofStart(destinations.names());
        RouteSet set;
        try {
            set = check(
                    camel,
                    routes,
                    checkout.broker(),
                    DestinationRoutes.templates(destinations.sinks()),
                    commands,
                    env,
                    beans,
                    findings);
        } catch (RuntimeException e) {
            // What was found before says more.
            findings.refuse();
            throw e;
        }
        findings.refuse();
        UnusedParts.unpicked(set, destinations.names())
                .forEach(each -> LOG.warn(
                        "No rule under routes/ picks the destination {} of application.yaml: nothing goes there. Add a"
                                + " rule to routes/destinations.camel.yaml, or take the entry out.",
                        each));
    }

    /** All the checks, one after the other; the routes that they looked at. */
    static RouteSet check(
            ModelCamelContext camel,
            Path routes,
            String broker,
            Map<String, Set<String>> destinations,
            CommandTypes commands,
            Environment env,
            ListableBeanFactory beans,
            Findings findings) {
        RouteFiles.check(routes, broker, findings);
        RouteSet set = new RouteSet(camel, env.getProperty("camel.component.kamelet.location", ""), findings);
        new RouteExpressions(camel, set, findings).check();
        new RouteBeans(camel, beans, set, findings).check();
        new RouteTargets(
                        set,
                        destinations,
                        commands,
                        env.getProperty("checkout.desk.enabled", Boolean.class, true),
                        findings)
                .check();
        new RouteNames(set, findings).check();
        return set;
    }
}
