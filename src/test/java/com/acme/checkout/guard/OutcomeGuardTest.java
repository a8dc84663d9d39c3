package com.acme.checkout.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** A door as it should be, and as somebody may edit it: what is not acknowledged fails, all else has an outcome. */
class OutcomeGuardTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile boolean brokerAway;
    /** A queue of this broker that takes nothing; the others do. */
    private volatile String queueAway = "none";

    private OutcomeRecorder outcomes;

    @BeforeEach
    void prepare() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("camel", camel);
        OutcomeGuard.MessageReader reader = exchange -> exchange.setProperty(Checkout.PROPERTY, checkout());
        beans.registerSingleton("reader", reader);
        outcomes = new OutcomeRecorder(
                meters, TestSettings.of(DestinationProperties.class), TestSettings.of(CheckoutProperties.class));
        camel.addRoutePolicyFactory(new OutcomeGuard(
                beans.getBeanProvider(org.apache.camel.CamelContext.class),
                beans.getBeanProvider(OutcomeGuard.MessageReader.class),
                outcomes));
        camel.getCamelContextExtension().addInterceptStrategy(new LastStep(new StepCounts()));
        camel.addComponent("broker", new DefaultComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                return new Queue(uri, this);
            }
        });
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private static Checkout checkout() {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.received().original(new byte[0]);
        return checkout;
    }

    /** Remote, as a broker's is. */
    private final class Queue extends DefaultEndpoint {

        Queue(String uri, DefaultComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    if (brokerAway || getEndpointUri().endsWith(queueAway)) {
                        throw new java.io.IOException("away");
                    }
                    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
                    letters.add(caught == null ? getEndpointUri() : caught.getMessage());
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException();
        }
    }

    /** The broker-source of the test reads what is sent to direct:queue; {@code door} is what somebody has made of the door. */
    private Exchange send(RouteBuilder door, boolean handsOn) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                var source = routeTemplate("broker-source")
                        .templateParameter("queue")
                        .from("direct:queue")
                        .process(e -> {});
                if (handsOn) {
                    source.to("kamelet:sink");
                } else {
                    source.stop();
                }
                from("direct:dead-letter")
                        .errorHandler(noErrorHandler())
                        .routeId("dead-letter")
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .to("broker:checkout.dead-letters")
                        .process(e -> outcomes.deadLettered(e, e.getProperty("deadLetterReason", String.class)));
            }
        });
        camel.addRoutes(door);
        camel.start();
        return camel.createProducerTemplate()
                .send("direct:queue", e -> e.getMessage().setBody("x"));
    }

    private static RouteBuilder door(java.util.function.Consumer<org.apache.camel.model.RouteDefinition> steps) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                steps.accept(from("kamelet:broker-source/from-commands?queue=checkout.commands")
                        .routeId("door")
                        .errorHandler(noErrorHandler()));
            }
        };
    }

    private void started(Exchange exchange) throws NoOutcomeException {
        exchange.getProperty(Checkout.PROPERTY, Checkout.class).settlement().confirm();
        outcomes.started(exchange);
    }

    @Test
    void whatHasAnOutcomePasses() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .process(this::started)),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).isEmpty();
    }

    @Test
    void aStopLeadsToADeadLetterThatNamesRouteAndStep() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .stop()
                        .process(this::started)),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).singleElement().asString().contains("route door").contains("step stop");
        assertThat(meters.get("checkout.route.faults")
                        .tag("door", "broker")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRouteThatForgetsToTakeTheMessageUpLosesNothing() throws Exception {
        assertThat(send(door(route -> route.process(e -> {})), true).getException())
                .isNull();
        assertThat(letters).hasSize(1);
    }

    @Test
    void aFailureBeforeAnythingWasToBeWrittenIsADeadLetter() throws Exception {
        Exchange done = send(
                door(route -> route.process(e -> {
                    throw new NumberFormatException("NaN");
                })),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).containsExactly("NaN");
    }

    @Test
    void whatCanNotBeWrittenStaysOnTheBroker() throws Exception {
        brokerAway = true;
        assertThat(send(door(route -> route.process(e -> {})), true).getException())
                .hasMessage("away");
    }

    @Test
    void startedWithoutAnAnswerIsNone() throws Exception {
        assertThat(send(
                                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                                        .process(outcomes::started)),
                                true)
                        .getException())
                .isNull();
        assertThat(letters).singleElement().asString().contains("no POST under its checkoutId");
    }

    @Test
    void acceptedWithoutAWriteIsNone() throws Exception {
        assertThat(send(
                                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                                .settlement()
                                                .beginWrite())
                                        .process(outcomes::accepted)),
                                true)
                        .getException())
                .isNull();
        assertThat(letters).singleElement().asString().contains("nothing was sent to the broker");
    }

    @Test
    void aWriteToAnAddressThatIsWorkedOutIsOne() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .setProperty(Exchange.EXCEPTION_CAUGHT, () -> new IllegalStateException("parked"))
                        .setProperty("queue", () -> "checkout.pending.standard")
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .toD("broker:${exchangeProperty.queue}")
                        .process(outcomes::accepted)),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).as("parked, and no dead letter").containsExactly("parked");
    }

    @Test
    void aWriteThatStaysInThisProcessIsNone() throws Exception {
        send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .setProperty("queue", () -> "x")
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .toD("mock:${exchangeProperty.queue}")
                        .process(outcomes::accepted)),
                true);
        assertThat(letters).singleElement().asString().contains("nothing was sent to the broker");
    }

    @Test
    void anOutcomeStandsWhateverFailsAfterwards() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .process(this::started)
                        .process(e -> {
                            throw new IllegalStateException("a step that somebody added");
                        })),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).as("never a saga and a dead letter").isEmpty();
    }

    @Test
    void aDelayedMessageThatCannotBeHandedOnStaysOnTheBroker() throws Exception {
        queueAway = "checkout.pending.standard";
        Exchange done = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.delay.1000ms")
                        .setProperty("delayedQueue", () -> "checkout.pending.standard")
                        .to("broker:checkout.pending.standard")),
                true);
        assertThat(done.getException()).hasMessage("away");
        assertThat(letters).as("no dead letter of a message that comes again").isEmpty();
    }

    @Test
    void aDelayedMessageThatIsHandedOnIsDone() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.delay.1000ms")
                        .setProperty("delayedQueue", () -> "checkout.pending.standard")
                        .to("broker:checkout.pending.standard")),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).containsExactly("broker://checkout.pending.standard");
    }

    @Test
    void aCopyThatIsWrittenBeforeTheCommandIsTakenUpIsNoOutcome() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.commands")
                        .to("broker:audit")
                        .stop()),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters)
                .as("the copy, then the dead letter")
                .hasSize(2)
                .last()
                .asString()
                .contains("step stop");
    }

    @Test
    void aParkedCommandIsPassedOnOnlyUntilItIsDue() throws Exception {
        Exchange due = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.pending.standard")
                        .to("broker:audit")
                        .stop()),
                true);
        assertThat(due.getException()).isNull();
        assertThat(letters)
                .as("the copy, then the dead letter")
                .hasSize(2)
                .last()
                .asString()
                .contains("step stop");
        Exchange early = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.pending.standard")
                        .setProperty("due", () -> 99_999_999_999_999L)
                        .to("broker:checkout.delay.1000")),
                true);
        assertThat(early.getException()).isNull();
        assertThat(letters).hasSize(3).last().isEqualTo("broker://checkout.delay.1000");
    }

    @Test
    void aCopyThatIsWrittenBeforeTheCommandIsTakenUpSettlesNoWriteThatFails() throws Exception {
        queueAway = "checkout.pending.standard";
        Exchange done = send(
                door(route -> route.setProperty(OutcomeGuard.MESSAGE_SOURCE, () -> "checkout.commands")
                        .to("broker:audit")
                        .setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .to("broker:checkout.pending.standard")
                        .process(outcomes::accepted)),
                true);
        assertThat(done.getException()).hasMessage("away");
        assertThat(OutcomeGuard.hasOutcome(done)).isFalse();
        assertThat(letters).containsExactly("broker://audit");
    }

    @Test
    void aParkedCommandWhoseRouteForgetsToSaySoIsNoDeadLetterAsWell() throws Exception {
        Exchange done = send(door(route -> parked(route).process(e -> {})), true);
        assertThat(done.getException()).isNull();
        assertThat(letters).containsExactly("broker://checkout.pending.standard");
        assertThat(done.getProperty(Checkout.PROPERTY, Checkout.class)
                        .settlement()
                        .outcome())
                .hasToString("accepted");
        assertThat(meters.get("checkout.route.faults")
                        .tag("door", "broker")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aParkedCommandWhoseRouteFailsBeforeItSaysSoIsNoDeadLetterAsWell() throws Exception {
        Exchange done = send(
                door(route -> parked(route)
                        .process(e -> {
                            throw new IllegalStateException("a step that somebody added");
                        })
                        .process(outcomes::accepted)),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).containsExactly("broker://checkout.pending.standard");
        assertThat(meters.get("checkout.route.faults")
                        .tag("door", "broker")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aDeadLetterWhoseRouteForgetsToSaySoIsNotWrittenTwice() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .setProperty("deadLetterReason", () -> "INVALID")
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .to("broker:checkout.dead-letters")),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).containsExactly("broker://checkout.dead-letters");
        assertThat(meters.get("checkout.dead.letters")
                        .tag("reason", "INVALID")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCopyInPlaceOfTheWriteKeepsTheCommandNowhereSoItIsADeadLetter() throws Exception {
        Exchange done = send(
                door(route -> route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                        .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                                .settlement()
                                .beginWrite())
                        .to("broker:audit")
                        .stop()),
                true);
        assertThat(done.getException()).isNull();
        assertThat(letters).hasSize(2).last().asString().contains("step stop");
    }

    private static org.apache.camel.model.RouteDefinition parked(org.apache.camel.model.RouteDefinition route) {
        return route.setProperty(Checkout.PROPERTY, OutcomeGuardTest::checkout)
                .process(e -> e.getProperty(Checkout.PROPERTY, Checkout.class)
                        .settlement()
                        .beginWrite())
                .to("broker:checkout.pending.standard");
    }

    @Test
    void aSourceThatHandsNothingOnAcknowledgesNothing() throws Exception {
        assertThat(send(door(route -> route.process(e -> {})), false).getException())
                .isInstanceOf(NoOutcomeException.class)
                .hasMessageContaining("came nowhere");
    }
}
