package com.acme.checkout.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.FailedStep;
import com.acme.checkout.command.UnreadableCommandException;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dead-letter route as it is, over a broker that refuses what the test says, in the catch of another failure. */
class DeadLettersTest {

    private static final byte[] BODY = new byte[500_000];

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Message> tried = new ArrayList<>();
    private final List<Message> written = new ArrayList<>();
    private final Checkout checkout = new Checkout(Checkout.Door.BROKER);
    private int longest = Integer.MAX_VALUE;
    private boolean away;
    /** What the step that is known has failed of. */
    private Exception failedOf = new IOException("another");

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange send(String reason, Exception first) throws Exception {
        checkout.received().original(BODY);
        checkout.received().messageId("m");
        camel.getRegistry()
                .bind(
                        "deadLetters",
                        new DeadLetters(new OutcomeRecorder(
                                new SimpleMeterRegistry(),
                                TestSettings.of(DestinationProperties.class),
                                TestSettings.of(CheckoutProperties.class))));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("broker-sink")
                        .templateParameter("queue")
                        .from("kamelet:source")
                        .process(exchange -> {
                            Message message = exchange.getMessage().copy();
                            tried.add(message);
                            if (away) {
                                throw new IOException("connection reset");
                            }
                            if (message.getBody(byte[].class).length > longest) {
                                throw new IllegalStateException("message size is larger than configured max size");
                            }
                            written.add(message);
                            exchange.getProperty(Checkout.PROPERTY, Checkout.class)
                                    .settlement()
                                    .wrote("broker:checkout.dead-letters");
                        });
                from("direct:door")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .process(exchange -> {
                            exchange.setProperty(FailedStep.PROPERTY, new FailedStep(failedOf, "route settle, step a"));
                            throw first;
                        })
                        .doCatch(Exception.class)
                        .setProperty("deadLetterReason", () -> reason)
                        .to("direct:dead-letter")
                        .end();
            }
        });
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:routes/dead-letters.camel.yaml"));
        camel.start();
        return camel.createProducerTemplate()
                .send("direct:door", exchange -> exchange.setProperty(Checkout.PROPERTY, checkout));
    }

    @Test
    void aWriteThatFailsForAnotherReasonIsNotCutWhateverFailedFirst() throws Exception {
        away = true;
        Exchange done = send("UNREADABLE", new UnreadableCommandException("the message is larger than 64 KiB"));
        assertThat(done.getException()).isInstanceOf(IOException.class).hasMessage("connection reset");
        assertThat(tried)
                .singleElement()
                .satisfies(letter -> assertThat(letter.getBody(byte[].class)).hasSize(BODY.length));
        assertThat(checkout.settlement().isSettled()).isFalse();
    }

    @Test
    void whatTheBrokerRefusesForItsSizeIsCutWhateverFailedFirst() throws Exception {
        longest = 100_000;
        Exchange done = send("INTERNAL", new NumberFormatException("For input string: \"Ada Lovelace\""));
        assertThat(done.getException()).isNull();
        assertThat(written).singleElement().satisfies(letter -> {
            assertThat(letter.getBody(byte[].class)).isEqualTo(Arrays.copyOf(BODY, 64 * 1024));
            assertThat(letter.getHeader("deadLetterBodyBytes")).isEqualTo("500000");
            assertThat(letter.getHeader("deadLetterException", String.class))
                    .as("the first failure's")
                    .startsWith("java.lang.NumberFormatException");
            assertThat(letter.getHeader("deadLetterDetail", String.class))
                    .as("no personal data")
                    .startsWith("an unexpected failure")
                    .doesNotContain("Lovelace");
        });
        assertThat(checkout.settlement().outcome()).hasToString("dead_lettered");
    }

    @Test
    void whatTheBrokerRefusesEvenSoFails() throws Exception {
        longest = 1000;
        Exchange done = send("UNREADABLE", new UnreadableCommandException("the message is larger than 64 KiB"));
        assertThat(done.getException()).hasMessageContaining("max size");
        assertThat(tried).hasSize(2);
        assertThat(checkout.settlement().isSettled()).isFalse();
    }

    @Test
    void whatTheBrokerTakesIsWrittenWhole() throws Exception {
        assertThat(send("UNREADABLE", new UnreadableCommandException("the message is larger than 64 KiB"))
                        .getException())
                .isNull();
        assertThat(written).singleElement().satisfies(letter -> {
            assertThat(letter.getBody(byte[].class)).hasSize(BODY.length);
            assertThat(letter.getHeader("deadLetterBodyBytes")).isNull();
            assertThat(letter.getHeader("deadLetterDetail")).isEqualTo("the message is larger than 64 KiB");
        });
    }

    @Test
    void itSaysHowEachAttemptWent() throws Exception {
        checkout.attempts().begin();
        checkout.attempts().answered(503, null);
        checkout.attempts().begin();
        checkout.attempts().ended("timeout");
        send("EXHAUSTED", new IOException("the last"));
        assertThat(AttemptLog.of(written.get(0).getHeader("deadLetterAttemptLog", String.class))
                        .attempts())
                .extracting(AttemptLog.Attempt::number, AttemptLog.Attempt::status, AttemptLog.Attempt::failure)
                .containsExactly(tuple(1, 503, null), tuple(2, null, "timeout"));
    }

    private Object stepOf(String reason, Exception first) throws Exception {
        send(reason, first);
        return written.get(0).getHeader("deadLetterStep");
    }

    @Test
    void anUnexpectedFailureNamesItsStep() throws Exception {
        failedOf = new NumberFormatException("x");
        assertThat(stepOf("INTERNAL", new IllegalStateException(failedOf))).isEqualTo("route settle, step a");
    }

    @Test
    void aFailureThatIsNotThatStepsNamesNone() throws Exception {
        assertThat(stepOf("INTERNAL", new NumberFormatException("x"))).isNull();
    }

    @Test
    void aFailureThatWasForeseenNamesNoStep() throws Exception {
        failedOf = new UnreadableCommandException("x");
        assertThat(stepOf("UNREADABLE", failedOf)).isNull();
    }
}
