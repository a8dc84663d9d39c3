package com.acme.checkout.broker;

import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** One thread a consumer, which waits with its message for as long as that takes: virtual where there are virtual ones. */
@Configuration(proxyBeanMethods = false)
class Consumers {

    @Bean(defaultCandidate = false)
    SimpleAsyncTaskExecutor consumerThreads(Environment env) {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("consumer-");
        threads.setVirtualThreads(Threading.VIRTUAL.isActive(env));
        return threads;
    }
}
