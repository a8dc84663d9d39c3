package com.acme.checkout.http;

import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The edge's place in the HTTP server, and the documents that it serves. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    @Bean
    FilterRegistrationBean<EdgeFilter> httpEdgeRegistration(EdgeFilter edge, HttpProperties http) {
        FilterRegistrationBean<EdgeFilter> registration = new FilterRegistrationBean<>(edge);
        registration.setDispatcherTypes(jakarta.servlet.DispatcherType.REQUEST);
        // Behind those who ask for credentials, where anybody does.
        registration.setOrder(http.auth() == HttpProperties.Auth.NONE ? Ordered.HIGHEST_PRECEDENCE + 1 : 0);
        return registration;
    }

    /** The documents that describe this service. */
    @RestController
    static class Documents {

        private static final MediaType OPENAPI = MediaType.parseMediaType("application/yaml");

        private final ApiDocuments documents;

        Documents(ApiDocuments documents) {
            this.documents = documents;
        }

        @GetMapping("/openapi.yaml")
        ResponseEntity<byte[]> openapi() throws IOException {
            return document(documents.openapi());
        }

        @GetMapping("/asyncapi.yaml")
        ResponseEntity<byte[]> asyncapi() throws IOException {
            return document(documents.asyncapi());
        }

        /** Whole: of a resource Spring would give out ranges, and refuse them without a problem. */
        private static ResponseEntity<byte[]> document(byte[] text) {
            return ResponseEntity.ok().contentType(OPENAPI).body(text);
        }
    }
}
