package com.acme.checkout.tracing;

import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;

/** Exports what is left when the service stops, and waits for that a few seconds and no longer. */
final class TracingEnd implements DisposableBean {

    private static final int MOST_SECONDS = 3;

    private final SdkTracerProvider provider;

    TracingEnd(SdkTracerProvider provider) {
        this.provider = provider;
    }

    @Override
    public void destroy() {
        provider.shutdown().join(MOST_SECONDS, TimeUnit.SECONDS);
    }
}
