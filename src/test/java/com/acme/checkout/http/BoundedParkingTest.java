package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.HeadersJson;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.settings.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

/** With virtual threads and without; on a Java that has none, both are the same. */
class BoundedParkingTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CountDownLatch over = new CountDownLatch(1);
    private BoundedParking inTime;

    private void start(String virtual, Duration grace, Processor park) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:park-standard").errorHandler(noErrorHandler()).process(park);
            }
        });
        camel.start();
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("camel", camel);
        inTime = new BoundedParking(
                beans.getBeanProvider(CamelContext.class),
                new MockEnvironment().withProperty("spring.threads.virtual.enabled", virtual),
                TestSettings.of(HttpProperties.class, "checkout.http.park-grace=" + grace));
    }

    private void park() throws Exception {
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        checkout.received().originalHeaders(() -> HeadersJson.of(Map.of()));
        // Its caller's wait is over: the call to the Orchestrator took longer than it should have.
        checkout.waitAtMost(Duration.ofSeconds(-10));
        inTime.park(new DefaultExchange(camel), checkout, "standard");
    }

    @AfterEach
    void stop() {
        over.countDown();
        inTime.stop();
        camel.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aBrokerThatIsWellIsGivenTheGraceHoweverLateItIs(String virtual) throws Exception {
        start(virtual, Duration.ofMinutes(1), exchange -> {});
        assertThatCode(this::park).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void oneThatDoesNotConfirmIsNotWaitedFor(String virtual) throws Exception {
        start(virtual, Duration.ofMillis(10), exchange -> over.await());
        assertThatThrownBy(this::park)
                .isInstanceOf(NotDurableException.class)
                .hasMessageContaining("CHECKOUT_HTTP_PARK_GRACE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void whatItFailedOfIsSaidInOneLine(String virtual) throws Exception {
        start(virtual, Duration.ofMinutes(1), exchange -> {
            throw new IllegalStateException("the broker is away", new IOException("connection refused"));
        });
        assertThatThrownBy(this::park)
                .isInstanceOf(NotDurableException.class)
                .hasMessage("the broker is away: connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aFaultOfTheRouteIsNoneOfTheBrokers(String virtual) throws Exception {
        start(virtual, Duration.ofMinutes(1), exchange -> {
            throw new NoOutcomeException("nothing was sent");
        });
        assertThatThrownBy(this::park).isInstanceOf(NoOutcomeException.class);
    }
}
