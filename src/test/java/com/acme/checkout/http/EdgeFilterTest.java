package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.TestSettings;
import jakarta.servlet.FilterChain;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A {@code platform-http} route that an engineer adds, behind the edge. */
class EdgeFilterTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HttpEngine engine = new HttpEngine(server(), null);
    private final EdgeFilter edge = new EdgeFilter(
            engine,
            new ObjectProvider<>() {
                @Override
                public CamelContext getObject() {
                    return camel;
                }
            },
            TestSettings.of(HttpProperties.class),
            CommandTypes.shipped());
    private boolean passedOn;

    private static ServerProperties server() {
        ServerProperties server = new ServerProperties();
        server.setPort(0);
        return server;
    }

    @BeforeEach
    void start() throws Exception {
        camel.getRegistry().bind("platform-http-engine", engine);
        camel.start();
        edge.open();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void seesItsRequestAsCamelsUsersKnowIt() throws Exception {
        route("/added/{name}", exchange -> {
            exchange.setProperty("seen", exchange.getIn().getHeaders());
            exchange.getMessage()
                    .setBody(exchange.getIn().getHeader("CamelHttpMethod") + " "
                            + exchange.getIn().getHeader("CamelHttpPath") + " "
                            + exchange.getIn().getHeader("name") + " "
                            + exchange.getIn().getHeader("a") + " "
                            + exchange.getIn().getHeader("x-in") + " "
                            + exchange.getIn().getHeader("Content-Type") + " "
                            + exchange.getIn().getBody(String.class));
        });
        MockHttpServletRequest request = request("PATCH", "/added/a%20b");
        request.setQueryString("a=1&a=2&c%61melHttpUri=x");
        request.addHeader("X-In", "in");
        request.addHeader("CaMeLHttpUri", "http://evil.example");
        request.setContentType("text/plain");
        request.setContent("body".getBytes());
        assertThat(answer(request).getContentAsString()).isEqualTo("PATCH /added/a b a b [1, 2] in text/plain body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "BREW"})
    void takesAnyMethodWhereNoneIsNamed(String method) throws Exception {
        route("/any", exchange -> exchange.getMessage().setBody(method));
        assertThat(answer(request(method, "/any")).getContentAsString()).isEqualTo(method);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /tree, 200",
        "PUT, /tree/a/b, 200",
        "HEAD, /tree/a, 200",
        "POST, /tree/a, 405",
        "GET, /treetop, 0",
        "GET, /%74ree/x/../a, 200",
        "GET, /tree%2fa, 404"
    })
    void matchesAsItsEndpointSays(String method, String path, int status) throws Exception {
        route(
                "/tree?matchOnUriPrefix=true&httpMethodRestrict=get,PUT",
                exchange -> exchange.getMessage().setBody("x"));
        MockHttpServletResponse answer = answer(request(method, path));
        if (status == 0) {
            assertThat(passedOn).isTrue();
        } else {
            assertThat(answer.getStatus()).isEqualTo(status);
        }
    }

    @Test
    void theMoreSpecificPathComesFirst() throws Exception {
        route("/?matchOnUriPrefix=true", exchange -> exchange.getMessage().setBody("any"));
        route("/added/one", exchange -> exchange.getMessage().setBody("one"));
        route("/added/{name}", exchange -> exchange.getMessage().setBody("some"));
        assertThat(answer(request("GET", "/added/one")).getContentAsString()).isEqualTo("one");
        assertThat(answer(request("GET", "/added/two")).getContentAsString()).isEqualTo("some");
        assertThat(answer(request("GET", "/other/x")).getContentAsString()).isEqualTo("any");
    }

    @Test
    void nothingOfTheRequestComesBack() throws Exception {
        route("/echo/{name}", exchange -> {
            exchange.getMessage().setHeader("X-Mine", "mine");
            exchange.getMessage().setHeader("X-Void", null);
            exchange.getMessage().setHeader("X-Number", 5);
            exchange.getMessage().setHeader("X-Many", java.util.List.of("a", "b"));
            exchange.getMessage().setHeader("Transfer-Encoding", "chunked");
        });
        MockHttpServletRequest request = request("GET", "/echo/n");
        request.addHeader("Set-Cookie", "a=b");
        request.setQueryString("Location=http://evil.example");
        MockHttpServletResponse answer = answer(request);
        assertThat(answer.getHeaderNames()).containsExactlyInAnyOrder("X-Mine", "X-Number", "X-Many");
        assertThat(answer.getHeaders("X-Many")).containsExactly("a", "b");
    }

    @Test
    void answersWithAnyBody() throws Exception {
        for (Object body : new Object[] {
            "text", "text".getBytes(), new ByteArrayInputStream("text".getBytes()), new StringBuilder("text")
        }) {
            route(
                    "/of/" + body.getClass().getSimpleName(),
                    exchange -> exchange.getMessage().setBody(body));
            assertThat(answer(request("GET", "/of/" + body.getClass().getSimpleName()))
                            .getContentAsString())
                    .isEqualTo("text");
        }
        route("/status", exchange -> exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 418));
        assertThat(answer(request("GET", "/status")).getStatus()).isEqualTo(418);
    }

    @Test
    void hasItsBodyBounded() throws Exception {
        route("/bounded", exchange -> {});
        MockHttpServletRequest request = request("PUT", "/bounded");
        request.setContent(new byte[70_000]);
        MockHttpServletResponse answer = answer(request);
        assertThat(answer.getStatus()).isEqualTo(413);
        assertThat(answer.getContentType()).isEqualTo(Problem.MEDIA_TYPE);
    }

    @Test
    void aFormIsAMap() throws Exception {
        route(
                "/form",
                exchange -> exchange.getMessage()
                        .setBody(exchange.getIn().getBody(Map.class).toString()));
        MockHttpServletRequest request = request("POST", "/form");
        request.setContentType("application/x-www-form-urlencoded");
        request.setContent("a=1&b=%C3%A9&a=2".getBytes());
        assertThat(answer(request).getContentAsString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{a=[1, 2], b=é}");
    }

    @ParameterizedTest
    @CsvSource({
        "text/xml, text/plain, 200",
        "application/json, text/plain, 415",
        "text/xml, image/png, 406",
        "nonsense, text/plain, 415"
    })
    void takesAndMakesTheTypesOfItsEndpoint(String type, String accept, int status) throws Exception {
        route("/typed?consumes=text/xml,text/html&produces=text/plain", exchange -> {});
        MockHttpServletRequest request = request("POST", "/typed");
        request.setContentType(type);
        request.setContent("x".getBytes());
        request.addHeader("Accept", accept);
        assertThat(answer(request).getStatus()).isEqualTo(status);
    }

    @Test
    void itsFailureIsA500ThatTellsNothing() throws Exception {
        route("/fails", exchange -> {
            exchange.getMessage().setHeader("X-Half", "done");
            throw new IllegalStateException("secret");
        });
        MockHttpServletResponse answer = answer(request("GET", "/fails"));
        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(answer.getContentAsString())
                .contains("internal-server-error")
                .doesNotContain("secret");
        assertThat(answer.getHeader("X-Half")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "useStreaming=true",
                "fileNameExtWhitelist=txt",
                "useCookieHandler=true",
                "cookieDomain=a.example",
                "muteException=false",
                "returnHttpRequestHeaders=true",
                "handleWriteResponseError=true",
                "useBodyHandler=false",
                "requestTimeout=5",
                "consumes=//"
            })
    void anOptionThatIsNotSupportedStopsTheStart(String option) {
        assertThatThrownBy(() -> route("/odd?" + option, exchange -> {})).satisfies(failure -> {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertThat(cause)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("platform-http:/odd")
                    .hasMessageContaining(
                            option.startsWith("cookie") ? "cookie" : option.substring(0, option.indexOf('=')));
        });
    }

    @Test
    void traceIsRefused() throws Exception {
        route("/traced", exchange -> {});
        assertThat(answer(request("TRACE", "/traced")).getStatus()).isEqualTo(405);
        assertThat(answer(request("TRACE", "/openapi.yaml")).getStatus()).isEqualTo(405);
    }

    private void route(String endpoint, org.apache.camel.Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("platform-http:" + endpoint).process(processor);
            }
        });
    }

    private static MockHttpServletRequest request(String method, String uri) {
        return new MockHttpServletRequest(method, uri);
    }

    private MockHttpServletResponse answer(MockHttpServletRequest request) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = (asked, answered) -> passedOn = true;
        edge.doFilter(request, response, chain);
        return response;
    }
}
