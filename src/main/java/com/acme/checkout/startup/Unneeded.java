package com.acme.checkout.startup;

import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out the auto-configurations that come with the starters and have no work here: each would be weighed against
 * every bean at every start. What {@code routes/} may use (Camel's components and languages) stays.
 */
class Unneeded implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final Pattern NAMES = Pattern.compile("org\\.springframework\\.boot\\.autoconfigure\\.("
            + "amqp|aop|cache|dao|http\\.client|info|jms|jmx|kafka|netty|sql|ssl|security\\.oauth2\\.client|task\\.TaskScheduling|transaction|websocket|web\\.client|admin|data|"
            + "orm|jdbc|flyway|h2|thymeleaf|mongo|quartz|integration|hazelcast|rsocket|webservices|graphql|ldap|mail|session|freemarker|groovy|mustache"
            + ").*"
            + "|org\\.springframework\\.boot\\.actuate\\.autoconfigure\\.("
            + "amqp|cache|info|jms|jackson|observation|scheduling|ssl|startup|tracing|wavefront|audit|session|env|context|beans|logging|"
            + "metrics\\.(amqp|cache|integration|jdbc|jersey|mongo|orm|r2dbc|redis|startup|task|ssl|export\\.(?!prometheus|simple)).*"
            + ").*"
            + "|org\\.apache\\.camel\\.spring\\.boot\\.(vault|cloud|trace|actuate\\.(info|health)|security|threadpool).*"
            + "|org\\.apache\\.camel\\.component\\.(mock|rest|stub)\\.springboot.*"
            // This service has an engine of its own: see HttpEngine.
            + "|org\\.apache\\.camel\\.component\\.platform\\.http\\.springboot\\.SpringBootPlatformHttp.*");

    /** Where nobody is asked for credentials, nothing needs to ask. */
    private static final Pattern SECURITY = Pattern.compile("org\\.springframework\\.boot\\.(autoconfigure|actuate\\.autoconfigure)\\.security\\..*");

    /** The embedded broker needs none of the others' clients. */
    private static final Pattern BROKERS = Pattern.compile("org\\.apache\\.camel\\.component\\.(amqp|kafka|springrabbit)\\..*");

    private boolean open;
    private boolean embedded;

    @Override
    public void setEnvironment(Environment env) {
        open = "none".equals(env.getProperty("checkout.http.auth"));
        embedded = "embedded".equals(env.getProperty("checkout.broker"));
    }

    @Override
    public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
        boolean[] needed = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            needed[i] = name == null || !NAMES.matcher(name).matches() && !(open && SECURITY.matcher(name).matches())
                    && !(embedded && BROKERS.matcher(name).matches());
        }
        return needed;
    }
}
