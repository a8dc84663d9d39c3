package com.acme.checkout.startup;

import com.acme.checkout.broker.BrokerStatus;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line why the service does not start, for the causes that a person can correct. All others keep their trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartupFailure implements SpringBootExceptionReporter {

    /** What Camel says of one that a file under routes/ lists. */
    private static final Pattern BEAN = Pattern.compile("Error creating bean: (\\S+) of type: .*", Pattern.DOTALL);

    /** What Camel says, in exceptions of no special class, of a file under routes/ that it can't make routes of. */
    private static final Pattern ROUTES = Pattern.compile("^(Cannot find RouteTemplate|Route template|Failed to create route|Property with key|Duplicate id|"
            + "Unsupported|Uri should not contain|Unable to|There is no|Multiple consumers)|routes/\\S+\\.yaml, line \\d+");

    /** Spring instantiates this with the context that failed, null where there was none yet. */
    StartupFailure(ConfigurableApplicationContext context) {
    }

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = line(cause);
            if (line != null) {
                System.err.println("Checkout API does not start. " + line);
                return true;
            }
        }
        return false;
    }

    private static String line(Throwable cause) {
        if (cause instanceof WrongSetting || cause instanceof WrongRoute || cause instanceof BrokerStatus.Unusable
                || cause instanceof IllegalStateException && String.valueOf(cause.getMessage()).startsWith("CHECKOUT_")) {
            return cause.getMessage();
        }
        if (cause instanceof PortInUseException port) {
            return "SERVER_PORT or MANAGEMENT_SERVER_PORT: port " + port.getPort() + " is in use; stop what listens there or set another";
        }
        Matcher bean = BEAN.matcher(String.valueOf(cause.getMessage()));
        if (bean.matches()) {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            // A client may tell its address, password and all.
            return "routes/: the bean " + bean.group(1) + " can't be made (" + oneLine(masked(root.toString()))
                    + "); correct it, or see to what it needs";
        }
        if (cause instanceof MarkedYamlEngineException || cause instanceof FailedToCreateRouteException || cause instanceof FailedToStartRouteException
                || ROUTES.matcher(String.valueOf(cause.getMessage())).find()) {
            return "routes/: " + oneLine(masked(String.valueOf(cause.getMessage()))) + "; correct that file";
        }
        return null;
    }

    private static String masked(String text) {
        return text.replaceAll("//[^/@ ]*@", "//");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
