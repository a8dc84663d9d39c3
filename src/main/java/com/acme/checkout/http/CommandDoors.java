package com.acme.checkout.http;

import com.acme.checkout.command.CommandType;
import com.acme.checkout.command.CommandTypes;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Makes the HTTP door of each command, of the template {@value #TEMPLATE} under {@code routes/}. A route of a file that has the
 * same id, or serves the same path, stands in its place.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class CommandDoors implements CamelContextConfiguration {

    private static final String TEMPLATE = "command-door";

    private final CommandTypes commands;

    CommandDoors(CommandTypes commands) {
        this.commands = commands;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        add((ModelCamelContext) camel, commands);
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // All are there.
    }

    /** Adds to {@code camel} the doors of {@code commands}; none where the template is missing: the check of the routes says so. */
    public static void add(ModelCamelContext camel, CommandTypes commands) {
        for (CommandType each : commands.all()) {
            String id = TEMPLATE + "-" + each.name();
            if (!isThere(camel, id, each.path()) && camel.getRouteTemplateDefinition(TEMPLATE) != null) {
                TemplatedRouteBuilder.builder(camel, TEMPLATE)
                        .routeId(id)
                        .parameter("command", each.name())
                        .add();
            }
        }
    }

    private static boolean isThere(ModelCamelContext camel, String id, String path) {
        return camel.getRouteDefinition(id) != null
                || camel.getRouteDefinitions().stream()
                        .anyMatch(route -> route.getInput() != null
                                && route.getInput()
                                        .getEndpointUri()
                                        .replaceFirst("[?].*", "")
                                        .equals("platform-http:" + path));
    }
}
