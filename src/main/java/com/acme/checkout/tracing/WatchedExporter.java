package com.acme.checkout.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that spans can't be exported, and once that they can again, however many batches fail meanwhile. Thread-safe. */
final class WatchedExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedExporter.class);

    private final SpanExporter exporter;
    private final AtomicBoolean failing = new AtomicBoolean();

    WatchedExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (failing.compareAndSet(result.isSuccess(), !result.isSuccess())) {
                tell(result);
            }
        });
        return result;
    }

    private static void tell(CompletableResultCode result) {
        if (result.isSuccess()) {
            LOG.info("Spans are exported again");
        } else {
            Throwable why = result.getFailureThrowable();
            while (why != null && why.getCause() != null) {
                why = why.getCause();
            }
            LOG.warn(
                    "Spans can't be exported and are dropped; checkouts go on. See to what OTEL_EXPORTER_OTLP_ENDPOINT names{}. (Said once.)",
                    why == null ? "" : " (" + why + ")");
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
