package com.acme.checkout.guard;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** A look at each exchange where its route ends, outside all that the route's YAML can say. */
final class RouteEnd {

    private RouteEnd() {}

    /** Once the whole route is done, in the stop of the service as well, where Camel's own policies are not asked. */
    static RoutePolicy check(Consumer<Exchange> check) {
        return new RoutePolicySupport() {
            @Override
            public void onInit(Route route) {
                super.onInit(route);
                route.setProcessor(new DelegateAsyncProcessor(route.getProcessor()) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        return processor.process(exchange, sync -> {
                            try {
                                check.accept(exchange);
                            } catch (RuntimeException e) {
                                exchange.setException(e);
                            }
                            callback.done(sync);
                        });
                    }
                });
            }
        };
    }
}
