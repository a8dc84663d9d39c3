package com.acme.checkout.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchedExporterTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(WatchedExporter.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private CompletableResultCode next;

    private final WatchedExporter exporter = new WatchedExporter(new SpanExporter() {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return next;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    });

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    @Test
    void anOutageIsOneLineAndItsEndAnother() {
        for (String result : "ok fail fail fail ok ok fail".split(" ")) {
            next = result.equals("ok") ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
            exporter.export(List.of());
        }
        assertThat(lines.list)
                .extracting(line ->
                        line.getLevel() + " " + line.getFormattedMessage().substring(0, 8))
                .containsExactly("WARN Spans ca", "INFO Spans ar", "WARN Spans ca");
    }
}
