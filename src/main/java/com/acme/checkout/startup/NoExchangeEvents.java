package com.acme.checkout.startup;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/** Spares each step of each command an event that nobody here listens to; Camel's starter asks for them all. */
@Component
class NoExchangeEvents implements CamelContextConfiguration {

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        // The one who listens comes later.
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        camel.getManagementStrategy().getEventNotifiers().forEach(notifier -> notifier.setIgnoreExchangeEvents(true));
    }
}
