package com.acme.checkout.broker;

import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;

/** One thread a consumer, which waits with its message for as long as that takes: virtual where there are virtual ones. */
@Configuration(proxyBeanMethods = false)
class ConsumerThreadConfiguration {

    @Bean(defaultCandidate = false)
    SimpleAsyncTaskExecutor consumerThreads(Environment env) {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("consumer-");
        threads.setVirtualThreads(Threading.VIRTUAL.isActive(env));
        return threads;
    }

    /** The consumers' threads, in the form that a route's step takes. */
    @Bean
    CamelContextConfiguration recordThreads(@Qualifier("consumerThreads") SimpleAsyncTaskExecutor threads) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getRegistry().bind("recordThreads", new ExecutorServiceAdapter(task -> {
                    try {
                        threads.execute(task);
                    } catch (OutOfMemoryError e) {
                        // No thread to be had. An error would end the thread that polls; this gives back the one
                        // message.
                        throw new RejectedExecutionException(e);
                    }
                }));
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing to do.
            }
        };
    }
}
