package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.Outcome;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** How much waits is what the broker says, what it does not count among it, and else not known. */
class PendingWatchTest {

    private static final String QUEUE = "checkout.pending.standard";
    private static final Instant EARLIER = Instant.parse("2026-11-30T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ParkedCommands parked = new ParkedCommands();
    private PendingDepth.Reading reading;
    private final PendingWatch watch = watch(queues -> {
        if (reading == null) {
            throw new IOException("away");
        }
        return reading;
    });

    private PendingWatch watch(PendingDepth depth) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (depth != null) {
            beans.addBean("depth", depth);
        }
        return new PendingWatch(
                beans.getBeanProvider(PendingDepth.class),
                parked,
                TestSettings.of(CheckoutProperties.class),
                TestSettings.of(DestinationProperties.class),
                meters);
    }

    @Test
    void whatTheBrokerSaysIsShownAndMeasured() {
        assertThat(messages()).as("there before anybody was asked").isNaN();
        reading = reading(12, EARLIER, true, 0);
        watch.look();
        assertThat(watch.of("standard")).isEqualTo(new PendingWatch.Waiting(12L, false, EARLIER, 0, null, null));
        assertThat(messages()).isEqualTo(12);
        assertThat(age()).isPositive();
        reading = reading(0, null, true, 0);
        watch.look();
        assertThat(messages()).isZero();
        assertThat(age()).isZero();
    }

    @Test
    void aBrokerThatIsAwayMakesItNotKnownSinceThen() {
        reading = reading(12, EARLIER, true, 0);
        watch.look();
        Instant before = Instant.now();
        reading = null;
        watch.look();
        Instant since = watch.of("standard").notKnownSince();
        watch.look();
        assertThat(watch.of("standard").messages()).isNull();
        assertThat(watch.of("standard").why()).contains("does not answer");
        assertThat(watch.of("standard").notKnownSince()).isEqualTo(since).isBeforeOrEqualTo(Instant.now());
        assertThat(since).isBeforeOrEqualTo(before);
        assertThat(messages()).isNaN();
        assertThat(age()).isNaN();
        assertThat(watch.unassigned()).isNull();
        reading = reading(3, null, true, 0);
        watch.look();
        assertThat(watch.of("standard").messages()).isEqualTo(3);
    }

    @Test
    void aBrokerThatIsKnownToBeAwayIsNotAsked() {
        reading = reading(12, EARLIER, true, 0);
        watch.brokerAway(true);
        watch.look();
        assertThat(watch.of("standard").messages()).isNull();
        watch.brokerAway(false);
        watch.look();
        assertThat(watch.of("standard").messages()).isEqualTo(12);
    }

    @Test
    void whereTheBrokerHasNoMeansToTellItSaysSo() {
        meters.clear();
        PendingWatch silent = watch(null);
        takeUp("standard", "a", EARLIER);
        assertThat(silent.of("standard").messages()).isNull();
        assertThat(silent.of("standard").here()).isEqualTo(1);
        assertThat(silent.of("standard").oldest()).isEqualTo(EARLIER);
        assertThat(silent.of("standard").why()).isEqualTo("the broker embedded has no means here to tell");
        assertThat(messages()).isNaN();
    }

    @Test
    void whatWaitsInPlaceCountsOnceWhetherTheBrokerCountsItOrNot() {
        Exchange exchange = takeUp("standard", "a", EARLIER);
        reading = reading(5, null, true, 0);
        watch.look();
        assertThat(watch.of("standard").messages()).as("counted by the broker").isEqualTo(5);
        reading = reading(5, null, false, 0);
        watch.look();
        assertThat(watch.of("standard").messages()).as("not counted by it").isEqualTo(6);
        assertThat(watch.of("standard").oldest()).isEqualTo(EARLIER);
        exchange.getUnitOfWork().done(exchange);
        assertThat(watch.of("standard").messages()).isEqualTo(5);
        assertThat(watch.of("promotion").messages()).as("another's").isZero();
    }

    @Test
    void whatIsParkedUntilLaterElsewhereIsCountedForItsDestination() {
        park("standard", Instant.now().plusSeconds(3600));
        park("standard", Instant.now().minusSeconds(1));
        park("standard", null);
        reading = reading(5, null, true, 0);
        watch.look();
        assertThat(watch.of("standard").messages())
                .as("the queue itself holds it")
                .isEqualTo(5);
        reading = reading(5, null, true, 3);
        watch.look();
        assertThat(watch.of("standard").messages()).isEqualTo(6);
        assertThat(watch.unassigned()).as("somebody else's").isEqualTo(2);
        reading = reading(5, null, true, PendingDepth.NOT_KNOWN);
        watch.look();
        assertThat(watch.of("standard").messages()).isEqualTo(6);
        assertThat(watch.unassigned()).isZero();
    }

    @Test
    void theOldestThatWasSeenStaysTheOldestUntilItIsSettled() {
        Exchange oldest = takeUp("standard", "a", EARLIER);
        reading = reading(5, null, true, 0);
        watch.look();
        settle(oldest, Outcome.ACCEPTED);
        takeUp("standard", "b", EARLIER.plusSeconds(60));
        assertThat(watch.of("standard").oldest())
                .as("parked again, behind the others")
                .isEqualTo(EARLIER);
        settle(takeUp("standard", "a", EARLIER), Outcome.STARTED);
        assertThat(watch.of("standard").oldest()).isEqualTo(EARLIER.plusSeconds(60));
        reading = reading(0, null, true, 0);
        watch.look();
        assertThat(watch.of("standard").oldest()).as("nothing waits").isNull();
    }

    private static PendingDepth.Reading reading(long messages, Instant oldest, boolean withGivenOut, long elsewhere) {
        Map<String, PendingDepth.Count> counts = new HashMap<>();
        counts.put(QUEUE, new PendingDepth.Count(messages, false, oldest));
        counts.put("checkout.pending.promotion", PendingDepth.Count.of(0));
        return new PendingDepth.Reading(counts, withGivenOut, elsewhere);
    }

    private Exchange takeUp(String destination, String messageId, Instant since) {
        Exchange exchange = exchange();
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.pending." + destination + " partition 1 offset 2");
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.received().messageId(messageId);
        checkout.received().parkedAt(since);
        exchange.setProperty(Checkout.PROPERTY, checkout);
        parked.takenUp(exchange, checkout);
        return exchange;
    }

    private static void settle(Exchange exchange, Outcome outcome) {
        exchange.getProperty(Checkout.PROPERTY, Checkout.class).settlement().settle(outcome);
        exchange.getUnitOfWork().done(exchange);
    }

    private void park(String destination, Instant due) {
        Exchange exchange = exchange();
        exchange.setProperty("destination", destination);
        exchange.setProperty("due", due == null ? null : due.toEpochMilli());
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        parked.park(exchange, checkout);
        assertThat(checkout.received().parkedAt()).isNotNull();
    }

    private static Exchange exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
        return exchange;
    }

    private double messages() {
        return meters.get("checkout.pending.messages")
                .tag("destination", "standard")
                .tag("broker", "embedded")
                .gauge()
                .value();
    }

    private double age() {
        return meters.get("checkout.pending.oldest.age")
                .tag("destination", "standard")
                .gauge()
                .value();
    }
}
