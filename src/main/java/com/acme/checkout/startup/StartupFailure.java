package com.acme.checkout.startup;

import com.acme.checkout.broker.BrokerStatus;
import com.acme.checkout.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in one line why the service does not start, for the causes that a person can correct. All others keep their trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartupFailure implements SpringBootExceptionReporter {

    /** What Camel says of one that a file under routes/ lists. */
    private static final Pattern BEAN = Pattern.compile("Error creating bean: (\\S+) of type: .*", Pattern.DOTALL);

    /** What Camel says, in exceptions of no special class, of a file under routes/ that it can't make routes of. */
    private static final Pattern ROUTES = Pattern.compile(
            "^(Cannot find RouteTemplate|Route template|Failed to create route|Property with key|Duplicate id|"
                    + "Unsupported|Uri should not contain|Unable to|There is no|Multiple consumers)");

    private static final Pattern LINE = Pattern.compile("\\broutes/\\S+\\.yaml, line \\d+");
    private static final Pattern FILE = Pattern.compile("\\broutes/\\S+\\.yaml\\b");
    private static final String CAMEL = "org.apache.camel.";

    /** Spring instantiates this with the context that failed, null where there was none yet. */
    StartupFailure(ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        String line = line(failure);
        if (line != null) {
            System.err.println("Checkout API does not start. " + line);
        }
        return line != null;
    }

    /** Null where it is nothing that this knows. What is known by its class, however deep, goes before what is known by its words. */
    static String line(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return Stream.<Function<Throwable, String>>of(
                        StartupFailure::ofYaml,
                        StartupFailure::ofSettings,
                        StartupFailure::ofBinding,
                        StartupFailure::ofBeans,
                        StartupFailure::ofRoutes,
                        StartupFailure::ofFiles,
                        StartupFailure::ofServer)
                .flatMap(kind -> chain.stream().map(kind))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Of application.yaml, before there is anything else. */
    private static String ofYaml(Throwable cause) {
        if (!(cause instanceof MarkedYAMLException yaml) || yaml.getProblemMark() == null) {
            return null;
        }
        return "application.yaml, line " + (yaml.getProblemMark().getLine() + 1) + ", column "
                + (yaml.getProblemMark().getColumn() + 1) + ": " + oneLine(yaml.getProblem()) + "; correct it";
    }

    private static String ofSettings(Throwable cause) {
        if (cause instanceof InvalidSettingException
                || cause instanceof InvalidRouteException
                || cause instanceof BrokerStatus.UnusableException
                || cause instanceof IllegalStateException
                        && String.valueOf(cause.getMessage()).startsWith("CHECKOUT_")) {
            return cause.getMessage();
        }
        if (cause instanceof PortInUseException port) {
            return "SERVER_PORT or MANAGEMENT_SERVER_PORT: port " + port.getPort()
                    + " is in use; stop what listens there or set another";
        }
        return null;
    }

    /** A setting of a library; ours have words of their own. Its value is not shown: it may be a password. */
    private static String ofBinding(Throwable cause) {
        if (!(cause instanceof BindException binding)) {
            return null;
        }
        ConfigurationProperty property = binding.getProperty();
        String name = property == null
                ? binding.getName().toString()
                : property.getOrigin() instanceof SystemEnvironmentOrigin variable
                        ? variable.getProperty()
                        : property.getName().toString();
        return name + ": can't be read as "
                + binding.getTarget().getType().resolve(Object.class).getSimpleName() + "; correct it";
    }

    private static String ofBeans(Throwable cause) {
        Matcher bean = BEAN.matcher(String.valueOf(cause.getMessage()));
        if (!bean.matches()) {
            return null;
        }
        // A client may tell its address, password and all.
        return "routes/: the bean " + bean.group(1) + " can't be made ("
                + oneLine(masked(root(cause).toString())) + "); correct it, or see to what it needs";
    }

    private static String ofRoutes(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof MarkedYamlEngineException
                || cause instanceof FailedToCreateRouteException
                || cause instanceof FailedToStartRouteException
                || ROUTES.matcher(message).find() && ofCamel(cause)
                || LINE.matcher(message).find()) {
            return "routes/: " + oneLine(masked(message)) + "; correct that file";
        }
        return null;
    }

    /** One that names a file of them, and leaves to its causes what is wrong with it. */
    private static String ofFiles(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (!FILE.matcher(message).find()) {
            return null;
        }
        String why = String.valueOf(root(cause).getMessage());
        return "routes/: " + oneLine(masked(message.contains(why) ? message : message + ": " + why))
                + "; correct that file";
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Of its own class, or of the JDK's and thrown by it. */
    private static boolean ofCamel(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName().startsWith(CAMEL)
                || cause.getClass().getName().startsWith("java.")
                        && trace.length > 0
                        && trace[0].getClassName().startsWith(CAMEL);
    }

    /** A key store that is not there, an address that is not this machine's: what Spring says of it stands in the causes. */
    private static String ofServer(Throwable cause) {
        if (!(cause instanceof WebServerException) && !"Unable to start web server".equals(cause.getMessage())) {
            return null;
        }
        List<String> why = new ArrayList<>();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = oneLine(masked(Objects.requireNonNullElse(
                    each.getMessage(), each.getClass().getSimpleName())));
            if (!message.startsWith("Unable to start ") && why.stream().noneMatch(said -> said.contains(message))) {
                why.add(message);
            }
        }
        return "The HTTP server can't be started (" + String.join(": ", why)
                + "); correct that SERVER_ setting, or see to what it needs";
    }

    private static String masked(String text) {
        return text.replaceAll("//[^/@ ]*@", "//");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
