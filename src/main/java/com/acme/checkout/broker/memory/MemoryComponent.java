package com.acme.checkout.broker.memory;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The endpoints {@code memory:<queue>} of {@code routes/brokers/memory}: they write to, and read, {@link MemoryQueues}. */
@Component("memory-component")
@ConditionalOnProperty(name = "checkout.broker", havingValue = "memory")
class MemoryComponent extends DefaultComponent {

    private final MemoryQueues queues;

    MemoryComponent(MemoryQueues queues) {
        this.queues = queues;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String queue, Map<String, Object> parameters) {
        return new Queue(uri, queue);
    }

    /** One queue. Remote, as any broker's is: what is sent there has left the routes. */
    private final class Queue extends DefaultEndpoint {

        private final String name;

        Queue(String uri, String name) {
            super(uri, MemoryComponent.this);
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    Object body = exchange.getMessage().getBody();
                    if (!(body == null || body instanceof byte[] || body instanceof String)) {
                        throw new IllegalArgumentException("a message is bytes or a text, and no "
                                + body.getClass().getName() + "; marshal it before the step that writes it");
                    }
                    queues.write(
                            name,
                            exchange.getMessage().getHeaders(),
                            exchange.getMessage().getBody(byte[].class),
                            exchange.getProperty("due", Long.class));
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor) {
                @Override
                protected void doStart() throws Exception {
                    super.doStart();
                    queues.read(name, this::deliver);
                }

                @Override
                protected void doStop() throws Exception {
                    queues.read(name, null);
                    super.doStop();
                }

                private boolean deliver(MemoryQueues.Message message) {
                    Exchange exchange = createExchange(false);
                    exchange.getMessage().setBody(message.body());
                    message.headers().forEach(exchange.getMessage()::setHeader);
                    exchange.getMessage().setHeader("CamelMemoryId", message.id());
                    try {
                        createUoW(exchange);
                        getProcessor().process(exchange);
                    } catch (Exception e) {
                        exchange.setException(e);
                    } finally {
                        doneUoW(exchange);
                    }
                    boolean done = exchange.getException() == null && !exchange.isRollbackOnly();
                    releaseExchange(exchange, false);
                    return done;
                }
            };
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }
}
