package com.acme.checkout.desk;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.autoconfigure.thymeleaf.ThymeleafAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The dead-letter desk as a part of the service: all of it, or nothing where {@code checkout.desk.enabled} is false. What Spring Boot
 * sets up for the desk and for nothing else here is imported by name: without a desk there is no pool, no Flyway, no template engine
 * and no scheduler.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "checkout.desk.enabled", havingValue = "true")
@EnableConfigurationProperties({DeskProperties.class, WebhookProperties.class})
@ComponentScan
@Import({
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    ThymeleafAutoConfiguration.class,
    TaskSchedulingAutoConfiguration.class
})
class DeskConfiguration {

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> deskGate(Desk desk) {
        return first(new DeskGate(desk));
    }

    /** Before the doors, whose callers and limits are others, and before anybody asks for credentials. */
    static FilterRegistrationBean<OncePerRequestFilter> first(OncePerRequestFilter filter) {
        FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setName("desk");
        registration.addUrlPatterns("/ops", "/ops/*");
        registration.setDispatcherTypes(jakarta.servlet.DispatcherType.REQUEST);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
