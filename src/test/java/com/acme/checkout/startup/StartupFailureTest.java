package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.TestSettings;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.context.ApplicationContextException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mock.env.MockEnvironment;

/** One line says what is wrong, and blames nobody else. */
class StartupFailureTest {

    @Test
    void aKeyStoreThatIsNotThereIsNoFaultOfTheRoutes() {
        Throwable missing = new ApplicationContextException(
                "Unable to start web server",
                new WebServerException(
                        "Unable to start embedded Jetty server",
                        new IllegalStateException(
                                "Unable to create key store: Could not load store from '/missing.p12'",
                                new IllegalStateException(
                                        "Could not load store from '/missing.p12'",
                                        new FileNotFoundException("/missing.p12 (No such\nfile or directory)")))));
        assertThat(StartupFailure.line(missing))
                .contains("HTTP server", "Could not load store from '/missing.p12'", "No such file or directory")
                .doesNotContain("routes/", "\n")
                .containsOnlyOnce("Could not load store");
    }

    @Test
    void whatIsKnownByItsClassGoesBeforeWhatIsKnownByItsWords() {
        Throwable port = new ApplicationContextException(
                "Unable to start web server",
                new WebServerException("Unable to start", new PortInUseException(8080, null)));
        assertThat(StartupFailure.line(port)).contains("port 8080 is in use");
        Throwable setting = new RuntimeCamelException(
                "Unable to start", new InvalidSettingException("SERVER_PORT", "is wrong", "set it"));
        assertThat(StartupFailure.line(setting)).startsWith("SERVER_PORT: is wrong");
    }

    @Test
    void aSettingOfALibraryThatCanNotBeReadIsNamedWithoutItsValue() {
        MockEnvironment env = new MockEnvironment().withProperty("server.port", "s3cret");
        Throwable binding = catchThrowable(() -> Binder.get(env).bind("server", ServerProperties.class));
        assertThat(StartupFailure.line(new IllegalStateException("Error creating bean", binding)))
                .isEqualTo("server.port: can't be read as Integer; correct it");
        Throwable ours = catchThrowable(() -> TestSettings.of(HttpProperties.class, "checkout.http.auth=basic"));
        assertThat(StartupFailure.line(ours)).startsWith("CHECKOUT_HTTP_PASSWORD: is missing");
    }

    @Test
    void whatSaysMoreGoesBeforeWhatOnlyNamesAFile() {
        Throwable bean = new RuntimeCamelException(
                "Error pre-parsing resource: file:routes/brokers/nats/nats.camel.yaml",
                new RuntimeCamelException(
                        "Error creating bean: nats of type: #class:x",
                        new java.io.IOException("Unable to connect to nats://u:secret@h")));
        assertThat(StartupFailure.line(bean))
                .contains("the bean nats can't be made", "Unable to connect")
                .doesNotContain("secret");
        Throwable line = new RuntimeCamelException(
                "Error pre-parsing resource: file:routes/x.camel.yaml",
                new IllegalStateException("in routes/x.camel.yaml, line 7: nothing"));
        assertThat(StartupFailure.line(line)).contains("line 7");
        Throwable file = new RuntimeCamelException(
                "Error pre-parsing resource: file:routes/x.camel.yaml", new IllegalStateException("no such class: Y"));
        assertThat(StartupFailure.line(file)).contains("routes/x.camel.yaml", "no such class: Y");
    }

    @Test
    void ofTheRoutesIsWhatCamelSaysAndWhatNamesOneOfTheirFiles() {
        for (Throwable ofRoutes : new Throwable[] {
            new RuntimeCamelException("Duplicate id detected: x"),
            new FailedToCreateRouteException("r"),
            new IllegalStateException("in routes/x.camel.yaml, line 7: nothing")
        }) {
            assertThat(StartupFailure.line(new IllegalStateException("start", ofRoutes)))
                    .startsWith("routes/: ");
        }
        for (String unrelated : new String[] {
            "Unsupported class file major version",
            "There is no disk",
            "Unable to acquire JDBC Connection",
            "Property with key x"
        }) {
            assertThat(StartupFailure.line(new IllegalStateException(unrelated)))
                    .as(unrelated)
                    .isNull();
        }
    }

    @Test
    void whatIsWrongInTheSettingsFileIsNamedByItsLine() {
        for (String wrong : new String[] {"a: 1\nb: 2\na: 3\n", "a: 1\nb: 2\n c: [\n", "a: 1\n\tb: 2\n"}) {
            Throwable failure = catchThrowable(() -> new YamlPropertySourceLoader()
                    .load("application.yaml", new ByteArrayResource(wrong.getBytes(StandardCharsets.UTF_8))));
            assertThat(StartupFailure.line(new IllegalStateException("no context", failure)))
                    .as(wrong)
                    .matches("application.yaml, line \\d, column \\d: .*; correct it");
        }
    }
}
