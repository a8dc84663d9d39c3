package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.LargeMessages;
import com.acme.checkout.broker.Redelivery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.component.springrabbit.SpringRabbitMQHelper;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.core.task.TaskExecutor;

/**
 * The component, with what it does not offer: a message that no queue takes is a failure (<em>mandatory</em>) and not a
 * confirmed loss; consumers run on our threads, are added as they are needed and come back soon after an outage.
 */
class RabbitComponent extends SpringRabbitMQComponent {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitComponent.class);
    private static final long SOON_MILLIS = 1000;
    private static final int CONSUMER_MILLIS = 30_000;

    private final RabbitBoundedWrites writes;
    private final List<CachingConnectionFactory> consumers = new CopyOnWriteArrayList<>();

    RabbitComponent(TaskExecutor threads, Redelivery redelivery, RabbitBoundedWrites writes, LargeMessages large) {
        this.writes = writes;
        setListenerContainerFactory(new DefaultListenerContainerFactory() {
            @Override
            public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
                SimpleMessageListenerContainer container =
                        (SimpleMessageListenerContainer) super.createListenerContainer(endpoint);
                container.setConnectionFactory(connectionOfItsOwn());
                container.setTaskExecutor(threads);
                // In place of Camel's own advice, whose retries we have no use for.
                container.setAdviceChain(new Growth(
                        container,
                        endpoint.getConcurrentConsumers(),
                        endpoint.getMaxConcurrentConsumers(),
                        threads,
                        large));
                container.setRecoveryInterval(SOON_MILLIS);
                container.setFailedDeclarationRetryInterval(SOON_MILLIS);
                container.setMissingQueuesFatal(false);
                // Spring's own takes some failures for the message's fault, and drops it.
                container.setErrorHandler(redelivery);
                container.setMessagePropertiesConverter(new RabbitMessageMapper.Properties());
                return container;
            }
        });
    }

    /** A consumer is a channel, and a connection has room for 2,047 of them: a queue's consumers share one. */
    private CachingConnectionFactory connectionOfItsOwn() {
        com.rabbitmq.client.ConnectionFactory rabbit = ((CachingConnectionFactory) getConnectionFactory())
                .getRabbitConnectionFactory()
                .clone();
        // Hundreds of consumers may start at once, and nobody waits for them.
        rabbit.setChannelRpcTimeout(CONSUMER_MILLIS);
        CachingConnectionFactory factory = new CachingConnectionFactory(rabbit);
        factory.setExecutor(RabbitBrokerConfiguration.DAEMONS);
        consumers.add(factory);
        return factory;
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        consumers.forEach(CachingConnectionFactory::destroy);
        consumers.clear();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SpringRabbitMQEndpoint endpoint = new SpringRabbitMQEndpoint(uri, this, remaining) {
            @Override
            public Producer createProducer() {
                return new Confirmed(this, writes);
            }
        };
        endpoint.setConnectionFactory(getConnectionFactory());
        endpoint.setMessageConverter(getMessageConverter());
        endpoint.setMessagePropertiesConverter(getMessagePropertiesConverter());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * Twice the consumers as soon as all are at work. Spring's own growth waits for one to finish, and with an Orchestrator
     * that takes seconds it would be a minute until 500 commands are under way. Not while a large message is under way: each
     * further consumer may be given another, and holds it in memory while it waits for room.
     */
    static final class Growth implements MethodInterceptor {

        private final SimpleMessageListenerContainer container;
        private final int most;
        private final TaskExecutor threads;
        private final LargeMessages large;
        private final AtomicInteger atWork = new AtomicInteger();
        private final AtomicInteger largeAtWork = new AtomicInteger();
        private final AtomicBoolean growing = new AtomicBoolean();
        private volatile int consumers;

        Growth(
                SimpleMessageListenerContainer container,
                int least,
                int most,
                TaskExecutor threads,
                LargeMessages large) {
            this.container = container;
            this.consumers = least;
            this.most = most;
            this.threads = threads;
            this.large = large;
        }

        @Override
        public Object invoke(MethodInvocation listener) throws Throwable {
            long bytes = Arrays.stream(listener.getArguments())
                    .mapToLong(each -> each instanceof Message message ? message.getBody().length : 0)
                    .sum();
            if (bytes <= LargeMessages.SHORT) {
                return work(listener);
            }
            largeAtWork.incrementAndGet();
            int part = 0;
            try {
                part = large.take(bytes);
                return work(listener);
            } finally {
                large.leave(part);
                largeAtWork.decrementAndGet();
            }
        }

        private Object work(MethodInvocation listener) throws Throwable {
            if (atWork.incrementAndGet() >= consumers
                    && consumers < most
                    && largeAtWork.get() == 0
                    && growing.compareAndSet(false, true)) {
                threads.execute(this::grow);
            }
            try {
                return listener.proceed();
            } finally {
                atWork.decrementAndGet();
            }
        }

        private void grow() {
            try {
                int wanted = Math.min(most, 2 * consumers);
                container.setConcurrentConsumers(wanted);
                consumers = wanted;
            } catch (RuntimeException e) {
                // The broker is away, or the service stops: those that there are go on, and the next message tries
                // again.
                LOG.debug("No further consumers now", e);
            } finally {
                growing.set(false);
            }
        }
    }

    /** Returns once the broker has confirmed that a queue holds the message; fails where it says no, or says nothing in time. */
    private static final class Confirmed extends DefaultProducer {

        private final SpringRabbitMQEndpoint endpoint;
        private final RabbitBoundedWrites writes;
        private final RabbitTemplate template;

        Confirmed(SpringRabbitMQEndpoint endpoint, RabbitBoundedWrites writes) {
            super(endpoint);
            this.endpoint = endpoint;
            this.writes = writes;
            this.template = endpoint.createInOnlyTemplate();
            this.template.setMandatory(true);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            Object name = exchange.getMessage().removeHeader(SpringRabbitMQConstants.EXCHANGE_OVERRIDE_NAME);
            String to = name == null ? endpoint.getExchangeName() : name.toString();
            Message message = endpoint.getMessageConverter()
                    .toMessage(
                            exchange.getMessage().getBody(),
                            endpoint.getMessagePropertiesConverter().toMessageProperties(exchange));
            CorrelationData sent = new CorrelationData(UUID.randomUUID().toString());
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(endpoint.getConfirmTimeout());
            writes.write(() -> template.send(
                    SpringRabbitMQHelper.isDefaultExchange(to) ? "" : to, endpoint.getRoutingKey(), message, sent));
            CorrelationData.Confirm confirm;
            try {
                confirm = sent.getFuture().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new TimeoutException("RabbitMQ has not confirmed a message for " + endpoint.getRoutingKey()
                        + " within " + endpoint.getConfirmTimeout() + " ms");
            }
            if (!confirm.isAck()) {
                throw new IllegalStateException(
                        "RabbitMQ did not take a message for " + endpoint.getRoutingKey() + ": " + confirm.getReason());
            }
            if (sent.getReturned() != null) {
                throw new IllegalStateException("RabbitMQ has no queue " + endpoint.getRoutingKey());
            }
        }

        @Override
        protected void doStop() {
            template.stop();
        }
    }
}
