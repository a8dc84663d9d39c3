package com.acme.checkout.delivery;

import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Camel's HTTP components, on connections that read an answer by {@link ResponseParser} and look up hosts by {@link BoundedDnsResolver}. */
@Configuration(proxyBeanMethods = false)
class HttpConnections {

    static final HttpConnectionFactory<ManagedHttpClientConnection> FACTORY =
            ManagedHttpClientConnectionFactory.builder()
                    .responseParserFactory(ResponseParser::new)
                    .build();

    @Bean("http-component")
    HttpComponent http(DeliveryProperties delivery) {
        return new Component(delivery.connectTimeoutMs());
    }

    @Bean("https-component")
    HttpComponent https(DeliveryProperties delivery) {
        return new Component(delivery.connectTimeoutMs());
    }

    private static final class Component extends HttpComponent {

        private final BoundedDnsResolver lookup;

        Component(long connectMillis) {
            lookup = new BoundedDnsResolver(connectMillis);
        }

        /** As Camel makes it, but for the two. */
        @Override
        protected HttpClientConnectionManager createConnectionManager(
                Registry<ConnectionSocketFactory> schemes, int most, int mostPerRoute, SocketConfig sockets) {
            PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                    schemes,
                    PoolConcurrencyPolicy.STRICT,
                    PoolReusePolicy.LIFO,
                    TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                    null,
                    lookup,
                    FACTORY);
            connections.setDefaultSocketConfig(sockets);
            connections.setMaxTotal(most > 0 ? most : getMaxTotalConnections());
            connections.setDefaultMaxPerRoute(mostPerRoute > 0 ? mostPerRoute : getConnectionsPerRoute());
            return connections;
        }
    }
}
