package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.delivery.DestinationRoutes;
import com.acme.checkout.http.CommandDoors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.ToDefinition;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;

/** All that is wrong with the routes, found without running them: what a start refuses, and what no start needs to. */
public final class RoutesReport {

    private RoutesReport() {}

    /**
     * What is wrong with the routes and Kamelets by themselves: options that a component does not know, expressions that can't be read.
     * Nothing is said of what they name elsewhere, nor of settings.
     *
     * @param camel with the definitions of one folder's files; never started
     * @param env   what the placeholders are filled in from
     */
    public static List<InvalidRouteException> mistakesOfText(ModelCamelContext camel, Environment env) {
        Findings findings = Findings.ofText(Set.of());
        for (RouteTemplateDefinition kamelet : List.copyOf(camel.getRouteTemplateDefinitions())) {
            RouteDefinition user = new RouteDefinition();
            user.setId("user-of-" + kamelet.getId());
            ToDefinition use = new ToDefinition(uses(kamelet));
            user.from("direct:" + user.getId()).addOutput(use);
            camel.getRouteDefinitions().add(user);
        }
        RouteSet set = new RouteSet(camel, env.getProperty("camel.component.kamelet.location", ""), findings);
        new RouteExpressions(camel, set, findings).check();
        ComponentNames.check(camel, set, findings);
        List<InvalidRouteException> found = findings.list();
        found.removeIf(each -> each.fix().equals(RouteParts.NAME_A_SETTING));
        return found;
    }

    /** With a value for each parameter that it needs. */
    private static String uses(RouteTemplateDefinition kamelet) {
        return "kamelet:" + kamelet.getId()
                + (kamelet.getTemplateParameters() == null
                        ? ""
                        : kamelet.getTemplateParameters().stream()
                                .filter(each -> each.getDefaultValue() == null)
                                .map(each -> each.getName() + "=" + each.getName())
                                .collect(Collectors.joining("&", "?", "")));
    }

    /**
     * Runs the start's checks over routes that Camel has read, and looks for what nobody uses.
     *
     * @param camel        with the definitions of all routes; never started
     * @param routes       the project's folder of routes
     * @param broker       the name of the broker's folder
     * @param destinations those that {@code application.yaml} lists, each with the name of its sink
     * @param env          what the placeholders of the routes are filled in from
     * @param beans        the names and types of the beans, none of them made
     */
    public static List<InvalidRouteException> mistakes(
            ModelCamelContext camel,
            Path routes,
            String broker,
            Map<String, String> destinations,
            Environment env,
            ListableBeanFactory beans) {
        Findings findings = Findings.ofText(destinations.keySet());
        Map<String, Set<String>> templates = DestinationRoutes.templates(destinations);
        DestinationRoutes.add(camel, templates);
        CommandTypes commands = CommandTypes.of(
                routes.resolve(RouteFiles.COMMANDS),
                List.of(),
                mistake -> findings.add(CommandTypesConfiguration.mistake(mistake)));
        CommandDoors.add(camel, commands);
        RouteSet set = RoutesCheck.check(camel, routes, broker, templates, commands, env, beans, findings);
        new UnusedParts(set, templates, commands, findings).check();
        ComponentNames.check(camel, set, findings);
        return findings.list();
    }
}
