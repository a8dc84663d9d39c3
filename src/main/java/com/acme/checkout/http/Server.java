package com.acme.checkout.http;

import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the HTTP server and Camel are joined. */
@Configuration(proxyBeanMethods = false)
class Server {

    /** Routes run on the request's own thread, a virtual one where there are any: another hand-over buys nothing. */
    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(@Value("${server.port}") int port) {
        return new SpringBootPlatformHttpEngine(port, Runnable::run);
    }

    @Bean
    FilterRegistrationBean<HttpEdge> httpEdgeRegistration(HttpEdge edge) {
        FilterRegistrationBean<HttpEdge> registration = new FilterRegistrationBean<>(edge);
        registration.setDispatcherTypes(jakarta.servlet.DispatcherType.REQUEST);
        registration.setAsyncSupported(true);
        registration.setOrder(0);
        return registration;
    }

    /** The documents that describe this service. */
    @RestController
    static class Documents {

        private static final MediaType OPENAPI = MediaType.parseMediaType("application/yaml");

        @GetMapping("/openapi.yaml")
        ResponseEntity<Resource> openapi() {
            return document("openapi.yaml");
        }

        @GetMapping("/asyncapi.yaml")
        ResponseEntity<Resource> asyncapi() {
            return document("asyncapi.yaml");
        }

        private static ResponseEntity<Resource> document(String name) {
            return ResponseEntity.ok().contentType(OPENAPI).body(new ClassPathResource("api/" + name));
        }
    }
}
