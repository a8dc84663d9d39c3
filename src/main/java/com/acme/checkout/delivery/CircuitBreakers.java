package com.acme.checkout.delivery;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One circuit breaker for each destination in {@code application.yaml}, under the destination's name in the registry and
 * as {@code <destination>Breaker} in the routes; measured, and logged when it changes its state.
 */
@Configuration(proxyBeanMethods = false)
class CircuitBreakers {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakers.class);
    private static final int PROBES = 5;

    @Bean
    CircuitBreakerRegistry circuitBreakerRegistry(
            MeterRegistry meters, DeliveryProperties delivery, DestinationProperties destinations) {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(delivery.breakerWindow())
                .minimumNumberOfCalls(delivery.breakerLeast())
                .failureRateThreshold(50)
                .ignoreException(CircuitBreakers::saysNothing)
                .waitDurationInOpenState(delivery.breakerWait())
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .writableStackTraceEnabled(false)
                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
        registry.getEventPublisher()
                .onEntryAdded(added -> added.getAddedEntry()
                        .getEventPublisher()
                        .onStateTransition(change -> LOG.warn(
                                "Circuit breaker of destination {}: {}",
                                change.getCircuitBreakerName(),
                                change.getStateTransition())));
        destinations
                .destinations()
                .forEach((name, own) -> registry.circuitBreaker(name, config(registry.getDefaultConfig(), own)));
        return registry;
    }

    /** As for all destinations, but for what {@code own} says itself. */
    private static CircuitBreakerConfig config(CircuitBreakerConfig all, DestinationProperties.Destination own) {
        CircuitBreakerConfig.Builder config = CircuitBreakerConfig.from(all);
        if (own.breakerWindow() != null) {
            config.slidingWindowSize(own.breakerWindow());
        }
        if (own.breakerLeast() != null) {
            config.minimumNumberOfCalls(own.breakerLeast());
        }
        if (own.breakerWait() != null) {
            config.waitDurationInOpenState(own.breakerWait());
        }
        return config.build();
    }

    /** That we have enough under way, that a caller has no time, or what a step of somebody's own says: nothing of the Orchestrator. */
    static boolean saysNothing(Throwable failure) {
        return failure instanceof BulkheadFullException
                || ObjectHelper.getException(ExtensionFailedException.class, failure) != null
                || ObjectHelper.getException(RejectedByRuleException.class, failure) != null
                || failure instanceof OrchestratorTooSlowException
                || failure instanceof NoAnswerException noAnswer && noAnswer.callerGone();
    }

    @Bean
    CamelContextConfiguration breakersOfDestinations(
            CircuitBreakerRegistry registry, DestinationProperties destinations) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                destinations
                        .names()
                        .forEach(name -> camel.getRegistry().bind(name + "Breaker", registry.circuitBreaker(name)));
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing to do.
            }
        };
    }
}
