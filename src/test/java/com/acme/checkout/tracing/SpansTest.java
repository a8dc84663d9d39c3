package com.acme.checkout.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandTracing.Origin;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.DestinationProperties.Destination;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The spans of exchanges, without a service around them. */
class SpansTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final Spans spans = new Spans(provider.get("test"), "embedded");
    private final CamelContext camel = new DefaultCamelContext();
    private Origin origin = Origin.MESSAGE;
    private String traceparent = "00-" + TRACE + "-" + PARENT + "-01";
    private String sent;
    private String named;

    @BeforeEach
    void start() throws Exception {
        DoorSpans doors = new DoorSpans(spans);
        DestinationProperties destinations = new DestinationProperties(
                Map.of("standard", Destination.of("https://user:secret@orchestrator.example", 1)));
        camel.addRoutePolicyFactory(new RouteSpans(spans, destinations));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:door")
                        .routeId("door")
                        .process(exchange -> {
                            Checkout checkout = new Checkout(Checkout.Door.BROKER);
                            checkout.received().source("checkout.commands partition 3 offset 5");
                            checkout.received().replay(origin == Origin.REPLAY ? "claim" : null);
                            exchange.setProperty(Checkout.PROPERTY, checkout);
                            checkout.trace(traceparent, "rojo=1");
                            doors.taken(exchange, checkout, origin);
                        })
                        .to("direct:deliver");
                from("direct:deliver").routeId("deliver-standard").to("direct:saga");
                from("direct:saga").routeId("saga-standard").process(exchange -> {
                    Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
                    checkout.attempts().begin();
                    sent = checkout.getTraceparent() + " " + checkout.getTracestate();
                    named = MDC.get("trace_id") + " " + MDC.get("span_id");
                    assertThat(exchange.getProperty("traceparent")).isEqualTo(checkout.getTraceparent());
                    throw new IllegalStateException("of customer 7f3e1f7e");
                });
                from("direct:read").routeId("read").process(exchange -> sent = "read");
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        provider.close();
    }

    private List<SpanData> run() {
        camel.createProducerTemplate().send("direct:door", exchange -> {});
        return exported.getFinishedSpanItems();
    }

    private static SpanData named(List<SpanData> all, String name) {
        return all.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachIsBelowTheOneAroundItAndWhatIsSentNamesTheAttempt() {
        List<SpanData> all = run();
        SpanData door = named(all, "process checkout.commands");
        SpanData deliver = named(all, "deliver standard");
        SpanData attempt = named(all, "POST /sagas");
        assertThat(all).hasSize(3).allMatch(each -> each.getTraceId().equals(TRACE));
        assertThat(door.getParentSpanId()).isEqualTo(PARENT);
        assertThat(door.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(deliver.getParentSpanId()).isEqualTo(door.getSpanId());
        assertThat(attempt.getParentSpanId()).isEqualTo(deliver.getSpanId());
        assertThat(sent).isEqualTo("00-" + TRACE + "-" + attempt.getSpanId() + "-01 rojo=1");
        assertThat(named).isEqualTo(TRACE + " " + attempt.getSpanId());
    }

    @Test
    void afterwardsTheThreadIsInNoneAndNoSpanQuotesAFailureOrCredentials() {
        List<SpanData> all = run();
        assertThat(MDC.get("trace_id")).isNull();
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        assertThat(named(all, "POST /sagas").getAttributes().asMap().toString())
                .contains("java.lang.IllegalStateException", "orchestrator.example", "443");
        assertThat(all.toString()).doesNotContain("7f3e1f7e", "secret");
    }

    @Test
    void withoutATraceOfTheCallersItIsTheFirstOfATrace() {
        traceparent = "none";
        SpanData door = named(run(), "process checkout.commands");
        assertThat(door.getParentSpanContext().isValid()).isFalse();
        assertThat(sent).startsWith("00-" + door.getTraceId()).endsWith(" null");
    }

    @Test
    void aReplayBeginsATraceThatIsLinkedToTheOriginals() {
        origin = Origin.REPLAY;
        SpanData replay = named(run(), "replay");
        assertThat(replay.getParentSpanContext().isValid()).isFalse();
        assertThat(replay.getTraceId()).isNotEqualTo(TRACE);
        assertThat(replay.getLinks())
                .singleElement()
                .matches(link -> link.getSpanContext().getTraceId().equals(TRACE));
        assertThat(sent).startsWith("00-" + replay.getTraceId()).endsWith(" null");
    }

    @Test
    void aSenderThatDoesNotSampleIsFollowed() {
        traceparent = "00-" + TRACE + "-" + PARENT + "-00";
        assertThat(run()).isEmpty();
        assertThat(sent).startsWith("00-" + TRACE).endsWith("-00 rojo=1");
    }

    @Test
    void anExchangeThatNoDoorHasTakenHasNone() {
        Exchange exchange = camel.createProducerTemplate().send("direct:read", each -> {});
        assertThat(sent).isEqualTo("read");
        assertThat(exchange.getProperty(Spans.PROPERTY)).isNull();
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }
}
